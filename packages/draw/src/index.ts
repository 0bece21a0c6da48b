export { mermaid } from "./mermaid/mermaid.ts";
export type { Scheme } from "./palette.ts";
export { svg, type SvgOptions } from "./svg/svg.ts";
