/** Height of a worker's lane by how many there are (art direction, section 8); a texture needs 9 px. */
export interface LaneSize {
  readonly upTo: number;
  readonly height: number;
  readonly texture: boolean;
  readonly tickets: boolean;
}
export const LANE_HEIGHTS: readonly LaneSize[] = [
  { upTo: 4, height: 23, texture: true, tickets: true },
  { upTo: 8, height: 12, texture: true, tickets: false },
  { upTo: 16, height: 6, texture: false, tickets: false },
  { upTo: Infinity, height: 3, texture: false, tickets: false },
];
