export AWS_PROFILE=«profile»
test -d lib || mvn --quiet dependency:copy-dependencies -DoutputDirectory=lib
