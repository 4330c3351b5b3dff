/** What the package has beside code, so that no link in it is dead where the repository is not at hand. */
export const documents = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'docs',
  'example',
  'src/query/README.md',
  'wasm/README.md',
  'wrangler.toml',
];
