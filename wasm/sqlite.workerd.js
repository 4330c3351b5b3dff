// Workers bring no SQLite: "imports" in package.json chooses between this and sqlite.node.js.
export const DatabaseSync = undefined;
export const sqliteModule = undefined;
