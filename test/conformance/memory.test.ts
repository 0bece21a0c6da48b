import { memoryStorage } from "@baton/runtime";
import { storageConformance } from "./storage.ts";

storageConformance("memory", async () => memoryStorage());
