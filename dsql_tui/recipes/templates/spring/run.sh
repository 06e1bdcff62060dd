«include shared/java/libraries.sh»

javac -parameters -cp "lib/*" -d out hello/Connect.java
java -cp ".:out:lib/*" hello.Connect
