// Reads an AsyncAPI document with the official parser and prints what it found and objects to, as one line of JSON.
// node read.cjs FOLDER DOCUMENT: FOLDER holds node_modules.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const [, , folder, place] = process.argv;
const load = createRequire(`${folder}/`);
const { Parser } = load("@asyncapi/parser");
const { ProtoBuffSchemaParser } = load("@asyncapi/protobuf-schema-parser");

async function main() {
  const parser = new Parser();
  parser.registerSchemaParser(ProtoBuffSchemaParser());
  const { document, diagnostics } = await parser.parse(readFileSync(place, "utf8"));
  const objections = diagnostics.map(({ code, message, path, severity }) => ({
    code, message, severity, path: path.join("."),
  }));
  const messages = document ? document.messages().all() : [];
  console.log(JSON.stringify({
    version: document ? document.version() : "",
    channels: document ? document.channels().all().length : 0,
    operations: document ? document.operations().all().length : 0,
    fields: Object.fromEntries(messages.map((message) => [
      message.name(), Object.keys(message.payload().properties() || {}),
    ])),
    objections,
  }));
}

main().catch((error) => { console.error(error); process.exit(1); });
