export NODE_EXTRA_CA_CERTS=«ca_file»
node connect.mjs
