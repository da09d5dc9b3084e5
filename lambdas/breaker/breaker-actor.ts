/** Stands as `by` where no person did it. */
export const breakerActor = 'breakwater';
