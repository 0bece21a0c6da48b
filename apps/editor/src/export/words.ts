/** Texts of taking a graph elsewhere. */
export const exportWords = {
  label: "More",
  title: "Export",
  as: "Export: {{form}}",
  yaml: "YAML",
  svg_light: "SVG, light",
  svg_dark: "SVG, dark",
  mermaid: "Mermaid",
  compare: "Compare versions",
  unreadable: "The graph cannot be drawn while its text cannot be read.",
} as const;
