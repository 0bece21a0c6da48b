import * as assistants from "./scenarios/assistants.ts";
import * as busy from "./scenarios/busy.ts";
import * as refusals from "./scenarios/refusals.ts";
import * as runs from "./scenarios/runs.ts";
import * as states from "./scenarios/states.ts";
import * as store from "./scenarios/store.ts";
import * as streams from "./scenarios/streams.ts";
import * as threads from "./scenarios/threads.ts";
import type { Scenario } from "./scenario.ts";

/** All scenarios by name. */
export const scenarios: Readonly<Record<string, Scenario>> = { ...assistants, ...threads, ...states, ...runs, ...streams, ...busy, ...store, ...refusals };

/** Those that need nothing but the graphs that are documents too. */
export const ofDocuments: readonly string[] = Object.keys(scenarios).filter(
  (name) =>
    !["assistantsMade", "assistantsRun", "assistantsDrawn", "statesInside", "streamsOfOneMode", "streamsOfEvents", "streamsOfWhatIsInside"].includes(name),
);
