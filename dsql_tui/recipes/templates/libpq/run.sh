«include shared/libpq/root_certificate.sh»
g++ -std=c++17 connect.cpp -I"$(pg_config --includedir)" -L"$(pg_config --libdir)" -lpq -o connect
«include shared/libpq/password.sh»
./connect
