«include shared/libpq/root_certificate.sh»
g++ -std=c++17 connect.cpp -I"$(pg_config --includedir)" -L"$(pg_config --libdir)" -lpq -laws-cpp-sdk-dsql -laws-cpp-sdk-core -o connect
./connect
