"""What the deeds say when they refuse, and what the screens say instead: every sentence is known here, in every language.

1. A deed speaks English, because its words stand in logs and in the API; here each sentence is a pattern with `%(holes)s`.
2. `AS_SAID` are told in their own words, `IN_OTHER_WORDS` as a form says it best.
3. A test reads every refusal out of the code and wants it here: no officer meets a sentence in a language that is not theirs.
"""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy

from bilezik.console.words.kinds import Text


def _(words: str) -> str:
    """Mark words for the catalogues. Django's `gettext_noop` does this too, and wants its settings for it."""
    return words


IN_OTHER_WORDS: Final[Mapping[str, Text]] = {
    # Of any field.
    "must not be empty": gettext_lazy("Fill this in."),
    "is empty": gettext_lazy("Fill this in."),
    "say why": gettext_lazy("Say why: the reason stands in the log."),
    "say why, in at most %(most)s letters": gettext_lazy("Say why, in at most %(most)s letters."),
    "is not an id": gettext_lazy("Choose one of the list."),
    "is one of %(codes)s": gettext_lazy("Choose one of the list."),
    "must be one of %(codes)s": gettext_lazy("Choose one of the list."),
    "is not a day, as %(day)s": gettext_lazy("This is no day of the calendar."),
    "is not a time, as %(time)s": gettext_lazy("This is no day and time."),
    "is not a number": gettext_lazy("Write a number, as 51.12345."),
    "is not a number, as 51.12345": gettext_lazy("Write a number, as 51.12345."),
    "is a day": gettext_lazy("This is no day of the calendar."),
    "holds a control character": gettext_lazy("There is a character in it that cannot be kept. Type it anew."),
    "must lie between -90 and 90": gettext_lazy("A latitude lies between -90 and 90; in Kazakhstan between 40 and 56."),
    "must lie between -180 and 180": gettext_lazy("A longitude lies between -180 and 180; in Kazakhstan between 46 and 88."),
    "must be after %(first)s (%(end)s UTC)": gettext_lazy("must be after its begin"),
    "there is no time zone %(name)s; write it as Asia/Almaty": gettext_lazy(
        "There is no time zone of this name. Choose one of the list."
    ),
    "There is no %(kind)s %(number)s.": gettext_lazy("It is no longer there. Go back and look again."),
    "%(name)s may not do this (%(right)s).": gettext_lazy("You may not do this: your role does not allow it."),
    "This is not yours to change.": gettext_lazy("This is not yours to change."),
    "Nothing would change.": gettext_lazy("Nothing is different from what is in the register."),
    # Of a person.
    "a volunteer's consent has a date": gettext_lazy("Say on which day the volunteer consented."),
    "a volunteer needs a consent and its date": gettext_lazy("Say on which day the volunteer consented."),
    "say what the other is": gettext_lazy("Say here what the other reason is."),
    "has %(digits)s digits": gettext_lazy("An IIN has 12 digits. Leave it empty where there is none."),
    "there is none of this number, or it is closed: it watches nobody": gettext_lazy(
        "This department is closed: it watches nobody."
    ),
    "is closed: it watches nobody": gettext_lazy("This department is closed: it watches nobody."),
    "a pin has both, latitude and longitude, or neither": gettext_lazy(
        "A pin has both, latitude and longitude. Fill in both or neither."
    ),
    "must lie between %(first)s and today": gettext_lazy("This day lies between %(first)s and today."),
    "is needed: the person is under %(age)s and has a responsible adult": gettext_lazy(
        "The person is under %(age)s: name the responsible adult and the phone."
    ),
    "at most %(most)s are kept": gettext_lazy("At most %(most)s further phones are kept, one a line."),
    "is neither a JPEG nor a PNG, whatever its name says": gettext_lazy(
        "This is neither a JPEG nor a PNG, whatever its name says. Take the photo as one of them."
    ),
    "is damaged: the file breaks off or contradicts itself": gettext_lazy("The file is damaged. Take or scan the photo again."),
    "unpacks to more than its picture": gettext_lazy("The file is damaged. Take or scan the photo again."),
    # Of a department and of staff.
    "a place has both, latitude and longitude, or neither": gettext_lazy(
        "A place has both, latitude and longitude. Fill in both or neither."
    ),
    "a department with this code is there already": gettext_lazy("Another department has this code."),
    "there is already a user of this name": gettext_lazy("Somebody has this user name already."),
    "is closed: nobody works there": gettext_lazy("This department is closed: nobody works there."),
    "name 1 to %(most)s people": gettext_lazy("Choose whom: at most %(most)s people at once."),
    "It is closed already.": gettext_lazy("This department is closed already."),
    "It is closed: it keeps what it was called.": gettext_lazy("This department is closed: it keeps what it was called."),
    "Nobody changes their own roles: another administrator does.": gettext_lazy(
        "You may not do this: nobody changes their own account or roles, another administrator does."
    ),
    "Nobody closes or opens their own account: another administrator does.": gettext_lazy(
        "You may not do this: nobody changes their own account or roles, another administrator does."
    ),
    "Nobody resets their own sign-in: another administrator does.": gettext_lazy(
        "You may not do this: nobody changes their own account or roles, another administrator does."
    ),
    # Of an order and its conditions.
    "an order needs its legal basis": gettext_lazy("Fill this in."),
    "an order needs the court or authority that issued it": gettext_lazy("Fill this in."),
    "an order needs its number": gettext_lazy("Fill this in."),
    "a zone needs a name": gettext_lazy("Fill this in."),
    "a user needs a user name and a name": gettext_lazy("Fill this in."),
    "a person needs a family name and a time zone": gettext_lazy("Fill this in."),
    "there is no condition of kind %(kind)s": gettext_lazy("Choose what the order demands."),
    "there is no such kind of condition": gettext_lazy("Choose what the order demands."),
    "%(kind)s needs at least one zone": gettext_lazy("Choose a place, or draw one."),
    "%(kind)s is not about a place": gettext_lazy("This condition is not about a place."),
    "%(kind)s is about one zone; add a condition for each": gettext_lazy(
        "This is about one place: choose one, and add another condition for another place."
    ),
    "there is no zone %(number)s": gettext_lazy("There is no such place."),
    "stays %(kind)s: end this condition and add another one": gettext_lazy(
        "A condition stays of its kind: end this one and add another."
    ),
    # Of hours.
    "%(where)s: overlaps %(other)s on %(day)s at %(time)s": gettext_lazy(
        "Two rows hold at the same time. Join them, or shorten one."
    ),
    # Of a device.
    "is written as 2026-11, and lies between 2000 and 2099": gettext_lazy("Write a month as 2026-11, between 2000 and 2099."),
    "is not an amount, as 1500.00": gettext_lazy("Write an amount, as 1500.00."),
    "choose one": gettext_lazy("Choose one of the list."),
    "choose one of this person's": gettext_lazy("Choose one of the list."),
    "choose a file": gettext_lazy("Choose a file first."),
    "there is no such kind of device": gettext_lazy("Choose one of the list."),
    "a removal needs its reason": gettext_lazy("Choose one of the list."),
    "there is already a device with this identity and protocol": gettext_lazy("This device is in the register already."),
    "a device needs an identity and a protocol": gettext_lazy("Fill this in."),
}
"""A sentence of a deed -> what a form says instead."""

AS_SAID: Final = (
    # Of any field.
    _("must lie between 1990 and 2100"),
    _("has %(letters)s letters, at most %(most)s are kept"),
    _("at most %(most)s letters"),
    _("must lie between %(least)s and %(most)s"),
    _("must be after its begin"),
    _("must be in the future"),
    _("must not be negative"),
    _("must be above nothing"),
    _("has not come yet: a signature is recorded when it is given"),
    _("Somebody else is changing the same thing right now. Try again."),
    # Of a person.
    _("the last digit does not fit the others: one is mistyped, or two are exchanged"),
    _("a person with this IIN is in the register already"),
    _("Somebody else has changed this person meanwhile. Read it again."),
    _("There is no photo of this person."),
    _("is larger than the %(most)s MB that are kept"),
    _("has %(width)s × %(height)s pixels; between 1 and %(most)s million are kept"),
    # Of who sees whom.
    _("say the IIN or the number of the person, one of them"),
    _("nobody with this IIN is in the register"),
    _("Nobody decides what they themselves see: another supervisor does."),
    _("is in the future, by a year at most"),
    _("they must not see this person already"),
    _("there is no user of this name"),
    _("is the number of a person, as in the address of their page"),
    # Of a department and of staff.
    _("It watches %(people)s people: hand them over first."),
    _("%(devices)s devices are in its stock: send them on first."),
    _("Person %(number)s is of that department already."),
    _("Not all of them are yours to hand over."),
    _("a role is held in one department or in one region, not in both"),
    _("They have this role already."),
    _("The account is closed already."),
    _("The account is open already."),
    # Of one's own sign-in.
    _("This is not the code that the app shows now. Look at its clock, and type the newest."),
    _("This is the old one: choose another."),
    _("%(most)s factors are enough: remove one first."),
    _("There is an authenticator app already: remove it first."),
    _("This passkey is kept already."),
    _("This is the only factor: add another one first."),
    _("has at least 12 letters"),
    # Of an order.
    _("is after the order's end (%(end)s)"),
    _("must lie between the order's start (%(first)s) and its end (%(last)s)"),
    _("is in force from %(first)s until %(last)s: the order starts on %(day)s"),
    _("is in force from %(first)s: the order starts on %(day)s"),
    _("this ground allows %(term)s at most (%(law)s): until %(day)s"),
    _("the order must end after it starts"),
    _("is before the order starts"),
    _("is before a device was fitted for this order"),
    _("is after a device was fitted for this order"),
    _("has passed: end the order instead"),
    _("is before a suspension of this order ends: lift that first"),
    _("Somebody else has changed this order meanwhile. Read it again."),
    _("Order %(number)s was ended: it is not changed any more. Enter a new one."),
    _("Order %(number)s was revoked: it is not changed any more. Enter a new one."),
    _("Order %(number)s is over: it is not changed any more. Enter a new one."),
    _("Order %(number)s was ended already, at %(at)s."),
    _("Order %(number)s was revoked already, at %(at)s."),
    _("Order %(number)s ends by itself at %(at)s."),
    # Of a suspension.
    _("has passed: a suspension holds from now on at the earliest"),
    _("Order %(number)s is over then: there is nothing to suspend."),
    _("Order %(number)s is suspended already for part of that time."),
    _("This suspension is over already."),
    # Of a condition.
    _("Order %(number)s is over: its conditions stay as they were."),
    _("This condition was ended already."),
    _("A device is worn for this condition: record its removal first, or change the condition instead."),
    _("the order is of another person"),
    _("a limit is out of range"),
    # Of a permission.
    _("The time that was asked for is over: it cannot be approved any more."),
    _("The condition was ended: there is nothing to be permitted."),
    _("This permission was denied already."),
    _("This permission was withdrawn already."),
    _("This permission is over."),
    _("%(name)s withdrew this already."),
    _("%(name)s has approved this already."),
    _("%(name)s has denied this already."),
    _("the permission must end after it starts"),
    _("a permission needs a reason and who decided it"),
    # Of a scan.
    _("is kept with this order already"),
    _("An order keeps %(most)s scans at most."),
    _("is neither a PDF nor a JPEG nor a PNG, whatever its name says"),
    _("is damaged: the PDF breaks off"),
    _("is encrypted: what is in it cannot be looked at. Print it, or scan the paper"),
    _("holds %(what)s, which a decision does not need. Print it, or scan the paper"),
    _("packs its objects in a way that cannot be looked into. Print it, or scan the paper"),
    _("has too many parts to be looked at"),
    _("unpacks to far more than a decision has"),
    # Of a memo and the signature for it.
    _("is before this paper could be printed"),
    _("is no paper of this person"),
    _("No order of this person was ever entered: there is nothing to sign for."),
    _("No order of this person is in force or to come: there is nothing to explain."),
    # Of a device.
    _("is on its way to a department: it is received first"),
    _("is on its way to a department already"),
    _("is on somebody else, as far as is recorded: record its removal first"),
    _("is assigned to somebody: record the removal first"),
    _("is fitted, and assigned to nobody"),
    _("is %(state)s: it cannot be fitted"),
    _("has not come yet: a removal is recorded when it is done"),
    _("is before the device was fitted"),
    _("its fitting or removal is recorded already"),
    _("the device is on somebody else for part of that time"),
    _("a device may only be worn while its order is in force"),
    _("the condition is of another person or order"),
    _("the end must be after the start"),
    _("it has begun: only its end may change"),
    _("Look at the person's health first, and say that you did: %(health)s."),
    _("The condition was ended: nothing may be worn for it."),
    _("Order %(number)s is over: nothing may be worn for it."),
    _("The device is off since %(at)s."),
    _("The device is on its way to a department: it is received first."),
    _("The device is %(state)s: only what lies in the store can be sent."),
    _("The device is there already."),
    _("The device is not on its way to anybody."),
    _("The device is on somebody, as far as is recorded: record its removal first."),
    _("The device is %(state)s: this can be done with one that is %(states)s."),
    _("The device is on nobody now: without an order nothing is asked of it."),
    _("Devices of this kind cannot show a key."), _("This device has no key."),
    _("Devices of this kind cannot be asked for this."), _("This command waits for nobody's confirmation."),
    _("Another person confirms it than the one who asked."), _("It is too late: the command was sent, or has ended."),
    _("there is no such command"), _("a second person confirms it"), _("another person confirms it than the one who asked"),
    _("must lie between 10 and 86400"), _("a message has 1 to 120 letters in one line"), _("say on or off"),
    _("is not the name or address of a server"), _("must lie between 1 and 65535"),
    _("there is no such deed"),
    _("there is none"),
    # Of a rate.
    _("a rate is of a contract or of a kind of device, of one of them"),
    _("a rate is of a contract or of a kind of device, not of both"),
    _("has three capital letters, as KZT"),
    _("must be above nothing and at most %(most)s, with two decimals at most"),
    _("must not be before the first day"),
    _("must not be before the first day, %(day)s, and before 2100"),
    _("There is a rate for it from %(first)s until it is ended: end that one first."),
    _("There is a rate for it from %(first)s to %(last)s: end that one first."),
    _("The rate ends on %(day)s already."),
    # Of an alert.
    _("You have this alert already."),
    _("%(name)s has this alert."),
    _("Only a person takes an alert."),
    _("This is a note of %(name)s: only its writer may correct it."),
    _("A note can be corrected for one minute. Write another one."),
    _("Nobody has taken this alert."),
    _("Take the alert before resolving it."),
    _("The alert is open."),
    _("Somebody has taken this alert; it must be released first."),
    _("Somebody has taken this alert."),
    _("The alert is not resolved."),
    _("The alert is resolved; reopen it first."),
    _("The alert is resolved."),
    _("The alert is resolved already."),
    _("The alert is resolved; a new one is opened."),
    # Of a place and its border.
    _("This zone is also of people who are not yours to see: whoever sees them all changes it."),
    _("has %(count)s corners, at most %(most)s are kept: import it from a file"),
    _(
        "has %(count)s corners, at most %(most)s are kept, and it stays finer than that by %(metres)s metres:"
        " simplify it where it was drawn"
    ),
    _("%(ring)s corner %(number)s %(fault)s"),
    _("%(ring)s has %(count)s different corners, needs 3"),
    _("%(ring)s goes round a pole"),
    _("%(ring)s is %(degrees)s degrees wide, more than %(most)s"),
    _("%(ring)s has no area"),
    _("%(ring)s touches itself near %(place)s"),
    _("%(ring)s crosses itself near %(place)s"),
    _("%(ring)s, a hole, is not inside its outer ring"),
    _("%(ring)s and its holes: %(problem)s near %(place)s"),
    _("its parts are together %(degrees)s degrees wide, more than %(most)s"),
    _("ring %(number)s"),
    _("part %(part)s ring %(number)s"),
    _("must be %(least)s to %(most)s, is %(value)s"),
    _("must be over 0, is %(value)s"),
    _("must be at most %(most)s, is %(value)s"),
    _("is not a number (%(value)s)"),
    # Of a file with places.
    _("is neither GeoJSON nor KML nor a GeoPackage, whatever its name says"),
    _("is larger than the %(most)s MB that are read"),
    _("has no polygon in it"),
    _("has more than %(most)s shapes: divide it"),
    _("is packed (KMZ or ZIP): unpack it first"),
    _("has no list of features"),
    _("is no GeoJSON that can be read"),
    _("is an SQLite file, and no GeoPackage"),
    _("has a geometry that is none"),
    _("is no GeoPackage that can be read: %(error)s"),
    _("has the layer %(layer)s in coordinates of its own (srs %(system)s): save it as WGS 84, EPSG 4326"),
    _("names a column %(column)s that the layer %(layer)s has not"),
    _("has a DOCTYPE, which a KML file does not need"),
    _("is an XML file, and no KML"),
    _("is no KML that can be read: %(error)s"),
    _("has coordinates that are no numbers"),
    _("must be an object"),
    _("is wrapped too deep"),
    _("must be %(form)s in numbers"),
    _("must be a list"),
    _("must be a Polygon, a MultiPolygon or a circle, is %(kind)s"),
    _("a circle cannot be one of several"),
    _("feature %(number)s"),
    _("shape %(number)s"),
    _("shape %(number)s (%(name)s)"),
    # Of a list: a caseload, a delivery of devices.
    _("%(count)s rows are wrong, the first on line %(line)s: %(fault)s"),
    _("%(count)s rows are refused, the first on line %(line)s: %(fault)s"),
    _("%(count)s rows are likely about people of the register: look at them first"),
    _("there is no department %(name)s of yours; write its code"),
    _("there is no department %(name)s"),
    _("there are several departments %(name)s: write its number"),
    _("%(word)s is none of %(codes)s"),
    _("is empty: staying home needs a place"),
    _("%(given)s is no day, as 2026-11-30 or 30.11.2026"),
    _("%(given)s is not hours, as 22:00-06:00 or mo-fr 22:00-06:00"),
    _("is meant for the condition stay_home, which this row does not name"),
    _("look at the person's health before fitting: %(health)s"),
    _("stands on line %(line)s already"),
    _("this person stands on line %(line)s already"),
    _("the IIN states %(day)s, %(other)s is entered"),
    _("the IIN states %(day)s, none is entered"),
    _("%(given)s is not a time of day as 22:00"),
    _('%(given)s is not days as "mo-fr" or "mo,we,sa-su"'),
    _("has no length, begins and ends at %(time)s (a whole day is 00:00 to 24:00)"),
    _("has %(rows)s rows, at most %(most)s are read at once"),
    _("has its columns and no row"),
    _("has %(size)s MB, at most %(most)s are read"),
    _("is UTF-16; save it as CSV UTF-8"),
    _("is a workbook or an archive; save the sheet as CSV UTF-8"),
    _("is neither UTF-8 nor Windows-1251; save it as CSV UTF-8"),
    _("holds control characters: it is no text"),
    _("line %(number)s: %(error)s"),
    _("the column %(name)s is not known; there are %(names)s"),
    _("two columns mean %(field)s"),
    _("the column %(name)s is missing; the first line names the columns"),
)  # fmt: skip
"""Sentences that are told as they are, in the reader's language."""

PARTS: Final = (
    _("a script"), _("a command that starts a program"), _("an embedded file"), _("embedded files"), _("a film"),
    _("a form that sends"), _("a form that reads files"),
)  # fmt: skip
"""What a sentence may have in it that is itself a word of ours."""
