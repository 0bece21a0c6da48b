import { type PointerEvent, useMemo, useRef } from "react";

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** What is known of the pointer. */
export interface Pointing {
  readonly events: Readonly<Record<"onPointerMove" | "onPointerLeave", (event: PointerEvent) => void>>;
  /** Where the pointer stands on the page; undefined where it is elsewhere, or where keys were used since it moved. */
  at(): Spot | undefined;
  forget(): void;
}

/** Where the pointer is over the canvas. Who works by keys has it lying anywhere, so it counts only until the next key. */
export function usePointing(): Pointing {
  const spot = useRef<Spot>(undefined);
  return useMemo(() => {
    const forget = (): void => {
      spot.current = undefined;
    };
    return {
      events: {
        onPointerMove: ({ target, clientX, clientY }) => {
          // A menu lies over the canvas: what it adds goes to where it was opened.
          if (target instanceof Element && target.closest(".react-flow") !== null) spot.current = { x: clientX, y: clientY };
        },
        onPointerLeave: forget,
      },
      at: () => spot.current,
      forget,
    };
  }, []);
}
