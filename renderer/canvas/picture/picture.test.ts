/** An exported picture holds the whole flow, in colours of its own, as files that other programs open. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
