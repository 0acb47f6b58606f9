/** A figure that this machine cannot give: no daemon, no registry, no peer. Said in the report; not a failure of msx. */
export class NotMeasured extends Error {}
