import { interrupt } from "@langchain/langgraph";

/** Interrupts the step. What it was resumed with is passed over, as often as it was: only storage says whether it may go on. */
export function pauseWith(value: unknown): never {
  for (;;) interrupt(value);
}
