import { useCallback, useLayoutEffect, useRef } from "react";

/** One function for as long as a part stands, which does what it was given last: React Flow looks at everything anew where a function changes. */
export function useSteady<Args extends readonly unknown[], Result>(act: (...args: Args) => Result): (...args: Args) => Result {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
