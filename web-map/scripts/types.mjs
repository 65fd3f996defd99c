// Writes src/api/schema.ts from a saved OpenAPI document: `npm run types -- openapi.json`.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const [file] = process.argv.slice(2);
if (!file) {
  console.error("Say which OpenAPI document: npm run types -- FILE");
  process.exit(2);
}
let document;
try {
  document = JSON.parse(await readFile(file, "utf8"));
} catch (error) {
  console.error(`${file} is no readable OpenAPI document: ${error.message}`);
  process.exit(1);
}
const head = "// Generated from the server's OpenAPI document by `npm run types`; not edited by hand.\n\n";
await writeFile(new URL("../src/api/schema.ts", import.meta.url), head + astToString(await openapiTS(document)));
