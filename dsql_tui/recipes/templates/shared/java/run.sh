«include shared/java/libraries.sh»
java -cp "lib/*" Connect.java
