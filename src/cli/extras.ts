/** Node has all programs at hand from the start. Imported for what it does. */
import { EXTRAS } from '../scenario/extras.ts';
import { provideExtras } from '../scenario/extras-slot.ts';

provideExtras(EXTRAS);
