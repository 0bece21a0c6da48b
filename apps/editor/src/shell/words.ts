/** Texts of the frame round every page. */
export const shellWords = {
  nav: {
    label: "Main",
    graphs: "Graphs",
    runs: "Runs",
    inbox: "Inbox",
    prompts: "Prompts",
    evals: "Evals",
    keys: "Keys",
    settings: "Settings",
    waiting: "{{count}} waiting",
  },
  scheme: { label: "Colours: {{now}}; change to {{next}}", light: "Light", dark: "Dark", auto: "System" },
  missing: { title: "There is no page here", text: "Nothing stands at {{path}}.", back: "All graphs" },
  failed: { title: "This could not be shown" },
  skip: "To the page",
} as const;
