/** Versions of Node.js that Baton runs on: the first three numbers of each line that has what it needs. */
const supported = { 22: [18, 0], 24: [11, 0] } as const;

/** Why this Node.js is too old; undefined where it will do. */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const fits = major >= 26 || (major === 22 && minor >= supported[22][0]) || (major === 24 && minor >= supported[24][0]);
  return fits
    ? undefined
    : `Baton needs Node.js 22.18, 24.11 or 26 and later, and this is ${version}; run it through \`pnpm baton\`, which brings the right one.`;
}
