#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { nodeProblem } from "./process/node-version.ts";

const problem = nodeProblem(process.versions.node);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
// Halves the time of a cold start: the libraries are large.
enableCompileCache();
const { commandLine } = await import("./command-line.ts");
const { leave } = await import("./process/io.ts");
await leave(await commandLine(process.argv.slice(2)));
