/** Which dialog of the app itself stands over the screen. It may be opened from anywhere, the canvas included. */
import { create } from 'zustand';

export type Overlay = 'shortcuts' | 'preferences';

export const useOverlay = create<{ open: Overlay | null }>(() => ({ open: null }));

export const openOverlay = (open: Overlay): void => useOverlay.setState({ open });
export const closeOverlay = (): void => useOverlay.setState({ open: null });
