/** Texts of the first page. */
export const startWords = {
  page: "Graphs · Baton",
  title: "Graphs",
  yours: "Your graphs",
  inFolder_one: "{{count}} in this folder",
  inFolder_other: "{{count}} in this folder",
  open: "Open",
  make: "New graph",
  notMade: "The graph could not be made: {{message}}",
  none: { title: "There are no graphs yet", text: "Put a folder with a graph.yaml beside the others, or start from a pattern." },
  failed: "The graphs could not be read",
  problems_one: "{{count}} problem",
  problems_other: "{{count}} problems",
  clean: "No problems",
  published: "Published",
  ungoverned: "Not governed",
  patterns: "Start from a pattern",
} as const;
