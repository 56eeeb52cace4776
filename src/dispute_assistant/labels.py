"""The short words of letters and timelines: what each scan means, and the frame of a letter.

They form a catalog of their own (domain ``letter``), because letters go out in more languages than
the interview speaks.
"""

from collections.abc import Mapping

from dispute_assistant.messages import N_
from dispute_assistant.tracking.events import Status

STATUS: Mapping[Status, str] = {
    Status.INFO_RECEIVED: N_("Shipment data received"),
    Status.ACCEPTED: N_("Accepted by the carrier"),
    Status.EXPORT_CUSTOMS: N_("At export customs"),
    Status.EXPORT_CUSTOMS_HELD: N_("Held by export customs"),
    Status.EXPORT_CUSTOMS_RELEASED: N_("Released by export customs"),
    Status.EXPORT_CUSTOMS_REFUSED: N_("Export refused"),
    Status.EXPORT_SECURITY_REJECTED: N_("Rejected by export security or the airline"),
    Status.DEPARTED_ORIGIN: N_("Left the country of origin"),
    Status.IN_TRANSIT: N_("In transit"),
    Status.TRANSIT_CUSTOMS: N_("At transit customs"),
    Status.ARRIVED_DESTINATION: N_("Arrived in the country of destination"),
    Status.IMPORT_CUSTOMS_PRESENTED: N_("Handed to import customs"),
    Status.IMPORT_CUSTOMS_PROCESSING: N_("Import clearance in progress"),
    Status.IMPORT_CUSTOMS_HELD: N_("Held by import customs"),
    Status.IMPORT_CUSTOMS_INFO_REQUIRED: N_("Customs asks for documents or data"),
    Status.IMPORT_CUSTOMS_DUTY_DUE: N_("Duty or tax to be paid"),
    Status.IMPORT_CUSTOMS_DUTY_PAID: N_("Duty or tax paid"),
    Status.IMPORT_CUSTOMS_DUTY_REFUSED: N_("Duty not paid or term passed"),
    Status.IMPORT_CUSTOMS_ERROR: N_("Clearance error"),
    Status.IMPORT_CUSTOMS_REFUSED: N_("Import refused by customs"),
    Status.IMPORT_CUSTOMS_RETURNED: N_("Sent back by customs"),
    Status.IMPORT_CUSTOMS_RELEASED: N_("Released by import customs"),
    Status.IMPORT_CUSTOMS_SEIZED: N_("Seized by customs"),
    Status.IMPORT_CUSTOMS_DESTROYED: N_("Destroyed by customs"),
    Status.CUSTOMS_UNSPECIFIED: N_("At customs"),
    Status.CUSTOMS_RELEASED_UNSPECIFIED: N_("Released by customs"),
    Status.HELD_BY_CARRIER: N_("Held by the carrier"),
    Status.SORTING: N_("Sorting"),
    Status.HANDED_TO_LOCAL_CARRIER: N_("Handed to the local carrier"),
    Status.OUT_FOR_DELIVERY: N_("Out for delivery"),
    Status.PICKUP_READY: N_("Ready for pick-up"),
    Status.DELIVERY_FAILED: N_("Delivery attempt failed"),
    Status.DELIVERY_REFUSED: N_("Delivery refused"),
    Status.DELIVERED: N_("Delivered"),
    Status.RETURNING: N_("On the way back to the sender"),
    Status.RETURNED_TO_SENDER: N_("Back with the sender"),
    Status.LOST: N_("Lost"),
    Status.DAMAGED: N_("Damaged"),
    Status.DESTROYED: N_("Destroyed"),
    Status.CANCELLED: N_("Cancelled"),
    Status.EXPIRED: N_("No news for a long time"),
    Status.NOT_FOUND: N_("Not found"),
    Status.CORRECTION: N_("Earlier entry withdrawn"),
    Status.UNKNOWN: N_("Not classified"),
}

FRAME: Mapping[str, str] = {
    "page": N_("Page {page} of {pages}"),
    "subject": N_("Subject:"),
    "enclosures": N_("Enclosures:"),
    "signature": N_("Signature"),
    "date": N_("Date"),
    "place": N_("Place"),
    "scan": N_("Carrier's entry"),
    "meaning": N_("Meaning"),
    "customs": N_("Customs authorities"),
    "copy": N_("Copy for you to read. Send the other version."),
}

ENCLOSURES: Mapping[str, str] = {
    "tracking_history": N_("Tracking history of the parcel"),
    "order_page": N_("Copy of the order page"),
    "payment_proof": N_("Proof of payment"),
    "seller_correspondence": N_("Correspondence with the seller"),
}
