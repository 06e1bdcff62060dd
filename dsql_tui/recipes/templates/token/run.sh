dsql-tui token «endpoint» --role=«role» --aws-profile=«profile» --expires-in «expires_in»
«!profile»dsql-tui token «endpoint» --role=«role» --expires-in «expires_in»
