bin/rails runner 'puts ActiveRecord::Base.connection.select_value("SELECT 1")'
