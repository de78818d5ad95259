/** What the drawing library is given, made from the document. */
import type { MarkElement } from './annotations/elements.ts';
import { type CardNode, cardMaker } from './card-elements.ts';
import { lineMaker } from './line-elements.ts';

export type DrawnNode = CardNode | MarkElement;

/** Made once a canvas: remembers the elements it gave last. */
export const elementMaker = () => ({ nodesOf: cardMaker(), edgesOf: lineMaker() });
