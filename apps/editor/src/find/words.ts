/** Texts of looking for something. */
export const findWords = {
  title: "Find",
  label: "Find",
  placeholder: { all: "A command, a step, a graph, a run", graph: "A step, a text, an expression, a channel", uses: "Uses of {{name}}" },
  open: "Find or run a command",
  none: "Nothing fits “{{query}}”.",
  unused: "Nothing uses {{name}}.",
  results_one: "{{count}} result",
  results_other: "{{count}} results",
  usedBy_zero: "used by no step",
  usedBy_one: "used by {{count}} step",
  usedBy_other: "used by {{count}} steps",
  groups: { commands: "Commands", nodes: "Steps", texts: "Texts", channels: "Channels", tools: "Tools", uses: "Uses", graphs: "Graphs", runs: "Runs" },
  how: { read: "reads", write: "writes", passes: "passes it on", call: "calls" },
  commands: { keys: "Show the keys", compare: "Compare versions", undo: "Undo", redo: "Redo", find: "Find in this graph", go: "Go to {{place}}" },
} as const;
