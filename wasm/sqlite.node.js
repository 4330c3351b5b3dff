// SQLite where Node brings it: "imports" in package.json chooses between sqlite.workerd.js and sqlite.browser.js.
export { DatabaseSync } from 'node:sqlite';
