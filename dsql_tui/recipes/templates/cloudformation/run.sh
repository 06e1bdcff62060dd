export AWS_PROFILE=«profile»
aws cloudformation deploy --template-file cluster.yaml --stack-name dsql-app --region «region»
