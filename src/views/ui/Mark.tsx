/** The mark: a bun that is an arch that is a gate. */
export const Mark = ({ size = 30 }: { readonly size?: number }) => (
  <svg viewBox="-36 -38 72 78" width={size} height={(size * 78) / 72} aria-hidden="true">
    <path d="M-30 0C-30-24-16-34 0-34C16-34 30-24 30 0Z" fill="var(--g-bun)" />
    <path d="M-34 3Q-28-3-22 3T-10 3T2 3T14 3T26 3T34 3V9H-34Z" fill="var(--g-lettuce)" />
    <path d="M-30 12H30V36H14V30C14 20 8 16 0 16C-8 16-14 20-14 30V36H-30Z" fill="var(--ink)" />
    <circle cx="-12" cy="-20" r="2.4" fill="var(--cream)" />
    <circle cx="2" cy="-25" r="2.4" fill="var(--cream)" />
    <circle cx="14" cy="-17" r="2.4" fill="var(--cream)" />
  </svg>
);
