import { createContext, useContext } from "react";
import { createNotices, type Notices } from "./notice.ts";

/** Where a page's notices go. */
export const NoticesContext = createContext<Notices>(createNotices());

export function useNotices(): Notices {
  return useContext(NoticesContext);
}
