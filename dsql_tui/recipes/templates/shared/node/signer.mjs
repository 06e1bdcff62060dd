const signer = new DsqlSigner({
  hostname: «endpoint»,
  region: «region»,
  profile: «profile»,
  expiresIn: «expires_in:plain»,
});
const token = () => signer.get«action:plain»AuthToken();
