/** Texts of the text editors. */
export const textWords = {
  label: "Text",
  files: "Files",
  open: "Open a file",
  close: "Close {{file}}",
  cursor: "Ln {{line}}, Col {{column}}",
  typed: "Type in {{file}}",
  width: "Width of the text",
  breaks: "Line {{line}} does not read.",
  lastDrawing: "The canvas shows the last text that could be read.",
  goThere: "Go there",
} as const;
