«include shared/java/libraries.sh»

javac -cp "lib/*" -d out Connect.java
java -cp "out:lib/*" Connect
