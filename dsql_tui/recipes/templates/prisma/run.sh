export NODE_EXTRA_CA_CERTS=«ca_file»
npx prisma generate
node connect.mjs
