/** A stream that falls from step to step. */
export function Logo() {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M3 4h5a2 2 0 0 1 2 2v1a2 2 0 0 0 2 2h3" />
      <path d="M3 9h1.5a2 2 0 0 1 2 2v1a2 2 0 0 0 2 2H15" opacity="0.7" />
    </svg>
  );
}
