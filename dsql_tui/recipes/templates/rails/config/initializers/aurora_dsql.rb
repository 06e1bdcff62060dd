# Sign a token for each connection, and send nothing that Aurora DSQL rejects.
require "active_record/connection_adapters/postgresql_adapter"
require "aws-sdk-dsql"

module AuroraDsql
  SIGNER = Aws::DSQL::AuthTokenGenerator.new(
    credentials: Aws::CredentialProviderChain.new.resolve
  )

  module Token
    def new_client(parameters)
      token = SIGNER.generate_«action:snake»_auth_token(
        endpoint: «endpoint», region: «region», expires_in: «expires_in:plain»
      )
      super(parameters.merge(password: token))
    end
  end

  module Settings
    def client_min_messages=(_level); end

    def set_standard_conforming_strings; end

    def supports_ddl_transactions?
      false
    end
  end
end

adapter = ActiveRecord::ConnectionAdapters::PostgreSQLAdapter
adapter.singleton_class.prepend(AuroraDsql::Token)
adapter.prepend(AuroraDsql::Settings)
