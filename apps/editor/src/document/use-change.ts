import { BatonError } from "@baton/core";
import { useCallback } from "react";
import { useNotices } from "../elements/use-notices.ts";
import type { Change } from "./change.ts";
import type { GestureOptions } from "./document.ts";
import type { View } from "./reading.ts";
import { useDocument } from "./use-document.tsx";

export type MakeChange = (label: string, make: (view: View) => Change, options?: GestureOptions) => boolean;

/** Changes the document by one gesture; where it does not fit, the page says why and nothing happened. */
export function useChange(): MakeChange {
  const document = useDocument();
  const notices = useNotices();
  return useCallback(
    (label, make, options) => {
      try {
        document.change(label, make, options);
        return true;
      } catch (error) {
        if (!(error instanceof BatonError)) throw error;
        notices.tell(error.message);
        return false;
      }
    },
    [document, notices],
  );
}
