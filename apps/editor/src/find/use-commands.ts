import { useEffect, useRef } from "react";
import { type Command, useFind } from "./find-state.ts";

/** Lets commands be found while the component stands; they are asked for when somebody looks. */
export function useCommands(commands: () => readonly Command[]): void {
  const find = useFind();
  const now = useRef(commands);
  useEffect(() => {
    now.current = commands;
  });
  useEffect(() => find.provide(() => now.current()), [find]);
}
