/** Codes of the built-in kinds' own findings, BT180 to BT199, and the title of each one's page under `docs/`. */
export const kindCodes = {
  BT180: "Two cases of a branch have one port",
  BT181: "A task agent has a specialist's keys",
  BT182: "An agent binds an input that its prompt does not take",
  BT183: "An agent is given one tool twice",
  BT184: "An agent reads messages from a channel that holds none",
  BT185: "A review asks nothing, or more than one thing",
  BT186: "An approval is void as soon as it is given",
  BT187: "A policy's deadline overrules the review's",
  BT188: "Working time is counted as plain time",
} as const;

/** A code of the built-in kinds' own. */
export type KindCode = keyof typeof kindCodes;
