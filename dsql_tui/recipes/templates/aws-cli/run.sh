aws --version
export AWS_PROFILE=«profile»
aws dsql get-cluster --identifier «identifier» --region «region»
aws dsql generate-«action:kebab»-auth-token --hostname «endpoint» --region «region» --expires-in «expires_in»
