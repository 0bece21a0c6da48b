#!/usr/bin/env node
// The way in. Plain JavaScript that an old Node.js can read, importing nothing before it has looked: the rest is TypeScript, which it could not even load.

const [major, minor] = process.versions.node.split(".").map(Number);

if (major >= 26 || (major === 24 && minor >= 11) || (major === 22 && minor >= 18)) {
  // Halves the time of a cold start: the libraries are large.
  const { enableCompileCache } = await import("node:module");
  enableCompileCache();
  const { main } = await import("./main.ts");
  await main();
} else {
  const found = `and this is ${process.versions.node}`;
  process.stderr.write(`Baton needs Node.js 22.18, 24.11 or 26 and later, ${found}; run it through \`pnpm baton\`, which brings the right one.\n`);
  process.exitCode = 1;
}
