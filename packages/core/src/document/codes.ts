/** Codes of the reader, BT100 to BT129, and the title of each one's page under `check/docs/`. */
export const readingCodes = {
  BT100: "A file that the document names is missing",
  BT101: "The text is not YAML 1.2 or JSON",
  BT102: "A key stands twice in one mapping",
  BT103: "A YAML tag",
  BT104: "A YAML anchor or alias",
  BT105: "A YAML merge key",
  BT106: "A file is too large",
  BT107: "A value is nested too deeply",
  BT108: "A value that JSON does not have",
  BT110: "A key that is not known",
  BT111: "A key is missing",
  BT112: "A value of the wrong kind",
  BT113: "A name that is not allowed",
  BT114: "A node kind that is not known",
  BT115: "No edge from start, or more than one",
  BT116: "A schema reference that leads nowhere",
  BT117: "A file outside the graph's folder",
  BT118: "A prompt's front matter is wrong",
  BT119: "An edge that cannot be read",
  BT120: "A version newer than this program knows",
  BT121: "A JSON Schema that is not one",
  BT122: "An edit that does not fit the document",
} as const;

export type ReadingCode = keyof typeof readingCodes;
