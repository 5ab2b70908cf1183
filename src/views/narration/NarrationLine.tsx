/** The latest sentence about the run; filled in by the narration of events. */
export const NarrationLine = () => null;
