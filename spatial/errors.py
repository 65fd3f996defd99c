"""What can go wrong in the domain. Each class's docstring is its meaning.

The areas raise these; `spatial.api.errors` alone knows which HTTP status each becomes.
A message carries what was asked, where, and what is allowed; never a secret or a person's data.
"""


class ShikongError(Exception):
    """The root of every error that a caller may meet and act on.

    members: facts beside the sentence, for programs (extension members of the problem document).
    """

    def __init__(self, message: str = "", **members: object) -> None:
        super().__init__(message)
        self.members = members


class BadDate(ShikongError):
    """A text that names no day of the calendar."""


class BadPeriod(ShikongError):
    """A period whose end is not after its beginning."""


class BadCode(ShikongError):
    """A text that has the form of no division code."""


class BadGeometry(ShikongError):
    """A geometry that is no valid GeoJSON, crosses itself, is empty or lies outside the earth."""


class BadParameter(ShikongError):
    """A request parameter that is missing, out of range or of the wrong kind."""


class BadFilter(ShikongError):
    """A filter that is no CQL2, or asks of a collection what it has not: with the place of it."""


class UploadTooLarge(ShikongError):
    """A body of more bytes than the setting allows, as it came or unpacked."""


class UnsupportedUpload(ShikongError):
    """A body of a media type that the question does not take."""


class BeforeTheRecord(ShikongError):
    """A date before the first published list: the platform knows nothing of it."""


class NotYetKnown(ShikongError):
    """An instant of system time before the platform had learned anything of what is asked."""


class UnknownDivision(ShikongError):
    """A code that no list of the record holds at the date asked for."""


class UnknownEvent(ShikongError):
    """An event of divisions that the registry does not hold, or did not hold then."""


class UnknownDevice(ShikongError):
    """A device identifier that the register does not hold."""


class UnknownCollection(ShikongError):
    """A collection of the standard faces that there is not."""


class UnknownFeature(ShikongError):
    """A feature that its collection does not hold, or not on the day or at the instant asked."""


class FeatureRefused(ShikongError):
    """A feature that is not as the declaration of its dataset asks; `faults` names each place."""


class FeatureExists(ShikongError):
    """A feature that would be created under an id that another one has."""


class FeatureChanged(ShikongError):
    """A change of a feature that is no longer in the state that the change was made from."""


class FeatureStateNotSaid(ShikongError):
    """A change of a feature that does not say from which state of it (If-Match)."""


class UnknownCrs(ShikongError):
    """A coordinate reference system in which features are neither told nor asked for."""


class BadPageToken(ShikongError):
    """A token of a next page that this server did not give, or gave for another question."""


class QuestionTooLarge(ShikongError):
    """A question that would read so much that the server stopped it at its time limit."""


class FormNotOffered(ShikongError):
    """A form of features of which there is none, or which the client does not accept."""


class TooManyExports(ShikongError):
    """More exports of collections at once than a process reads."""


class ExportTooLarge(ShikongError):
    """An export of more bytes than the setting allows."""


class UnknownMovement(ShikongError):
    """A part of a device's movement that does not begin when its name says."""


class UnknownGeofence(ShikongError):
    """A geofence that nobody made."""


class UnknownBoundary(ShikongError):
    """A boundary line that nobody registered, or not on that day."""


class UnknownMarker(ShikongError):
    """A marker that nobody registered, or a device at one that nobody bound."""


class NoCourse(ShikongError):
    """A registered line of which no course is known on a day."""


class BadMarkerNumber(ShikongError):
    """A text that is no marker number, or not one of its line."""


class BadAlignment(ShikongError):
    """A text that is no alignment in words, or a line that cannot be told in any."""


class UnknownInspection(ShikongError):
    """A joint inspection, or a part of one, that nobody made."""


class InspectionConflict(ShikongError):
    """An action that the state of an inspection, or a newer row, does not allow."""


class UnknownAlert(ShikongError):
    """An alert about a line that nobody raised."""


class AlertEnded(ShikongError):
    """An alert that is to be ended and is over already."""


class UnknownFile(ShikongError):
    """A deposited file that the store does not hold."""


class FileAltered(ShikongError):
    """A deposited file whose bytes are not those that were deposited."""


class FileErased(ShikongError):
    """A deposited file that was erased by law, and is not taken again."""


class UnknownEvidence(ShikongError):
    """A kind of evidence, or an item of it, that there is not."""


class EvidenceReferred(ShikongError):
    """An item of evidence that cannot go, for others refer to it; `referring` names them."""


class BadAnchor(ShikongError):
    """A file of anchors, a key or a signature that cannot be read."""


class TooManyFollowers(ShikongError):
    """One more client that wants to follow positions as they come than a process serves."""


class UnknownImage(ShikongError):
    """An image identifier that the catalogue does not hold."""


class ImageUnreadable(ShikongError):
    """An image of the catalogue whose file is gone or broken since it was catalogued."""


class UnknownPatch(ShikongError):
    """A suspected patch that nobody found, or that the office may not see."""


class PatchConflict(ShikongError):
    """A step of a suspected patch that its state does not allow, or that another one preceded."""


class IncompletePatchStep(ShikongError):
    """A step of a suspected patch that lacks something; `missing` names each thing."""


class UnknownPlace(ShikongError):
    """A place that the register of names does not hold, did not hold then, or does not show."""


class UnknownNameFiling(ShikongError):
    """A filing of a name that nobody made."""


class NameFilingConflict(ShikongError):
    """An action that the state of a filing, or a newer revision of it, does not allow any more."""


class IncompleteNameFiling(ShikongError):
    """A filing or an announcement of a name that lacks items or papers; `missing` names them."""


class UnknownIndicator(ShikongError):
    """An indicator identifier that no dataset declares."""


class RoutingUnavailable(ShikongError):
    """A travel time from a database without pgRouting; `package` names what is to be installed."""


class NoRoads(ShikongError):
    """A travel time on a day of which no road is loaded."""


class UnknownFacility(ShikongError):
    """A facility that its dataset did not hold, or that was not open on the day."""


class UnknownAnswer(ShikongError):
    """An answer that no operator gave, or one whose operator is gone."""


class AnswerDiffers(ShikongError):
    """An answer that cannot be given again as it was, for what it stands on is gone."""


class NotAdditive(ShikongError):
    """Figures that mean nothing when they are summed: rates, medians, stocks over time."""


class UnknownDataset(ShikongError):
    """A dataset identifier that nobody declared."""

    """A dataset that nobody declared."""


class BadDeclaration(ShikongError):
    """A declaration of a dataset that is not understood; `faults` names each path and reason."""


class DeclarationConflict(ShikongError):
    """A declaration that would change what stored data mean; `faults` names paths and reasons."""


class DeclarationOutdated(ShikongError):
    """A declaration made from another version than the one that stands; `version` is that one."""


class VersionNotSaid(ShikongError):
    """A declaration that would replace one without saying which (If-Match)."""


class DivisionUnmatched(ShikongError):
    """A row whose division cannot be told; `candidates` are the units that may be meant."""


class PushRefused(ShikongError):
    """A push of business data that is not taken; `refused` names the rows and the reasons."""


class PushConflict(ShikongError):
    """An idempotency key that came before with another body, or for another dataset."""


class UnknownPush(ShikongError):
    """A push of business data that nobody made."""


class NotHarmonisable(ShikongError):
    """An indicator whose metadata do not say how its values go over to other divisions, or say
    that they do not."""


class UnknownCrosswalk(ShikongError):
    """A version of weights between divisions that is not kept here."""


class BadCameraNumber(ShikongError):
    """A text that is no number of a camera: not 20 digits (GB/T 28181), or another device."""


class BadLinkTemplate(ShikongError):
    """A template of which no links into a video platform may be made."""


class UnknownCamera(ShikongError):
    """A camera that nobody registered, or not on that day, or that is not shown one by one."""


class NoLinkTemplate(ShikongError):
    """A camera of whose pictures neither it nor the platform has a link."""


class UnknownCameraLink(ShikongError):
    """A link to a camera that nobody made, or whose signature is not ours."""


class CameraLinkOver(ShikongError):
    """A link to a camera whose time is over, or that was taken back."""


class UnknownLayer(ShikongError):
    """A tile layer that is not declared."""


class BadLayer(ShikongError):
    """A declaration of a layer that is not understood, or that would hand out what never goes."""


class LayerBroken(ShikongError):
    """A declared layer whose relation the database does not have as it is declared."""


class UnknownGrid(ShikongError):
    """A grid of tiles that there is not."""


class UnknownTile(ShikongError):
    """A tile address outside the zooms of its layer or outside the tile matrix."""


class DeviceClassConflict(ShikongError):
    """A device said to be of another class than it is registered with; its class never changes."""


class BadFrame(ShikongError):
    """Bytes between two flags that are no frame of their protocol: offset and reason."""


class BadBody(ShikongError):
    """A message body that does not hold what its message id promises: offset and reason."""


class NotPermitted(ShikongError):
    """A writing action without the write token, or data of a grade that stays closed."""


class NoSuchProcess(ShikongError):
    """A process of long questions that there is not."""


class NoSuchJob(ShikongError):
    """A job that nobody made, or that is over so long that nothing is known of it any more."""


class ResultNotReady(ShikongError):
    """The results of a job that waits or runs."""


class ResultGone(ShikongError):
    """The results of a job that are kept no longer, or that was dismissed."""


class TooManyJobs(ShikongError):
    """One more question while as many wait already as the setting allows."""


class NoWorker(ShikongError):
    """A question whose answer is waited for while nobody works on questions."""


class StillRunning(ShikongError):
    """A question that takes longer than one waits for; `job` goes on and can be asked for."""


class JobDismissed(ShikongError):
    """A job that was dismissed, or taken over by another worker, while it ran here."""


class UndeclaredRoute(ShikongError):
    """A route without class, grade and action: the server does not start with one."""


class NotLoopback(ShikongError):
    """An address other than loopback: refused until accounts and rights exist."""


class ExportRefused(ShikongError):
    """A file that is not written: it stands already, its grade is closed, or there is no build."""


class MapIncomplete(ShikongError):
    """A map that lacks what the law wants on it; `missing` names each thing (R5.4)."""


class MapUnreadable(ShikongError):
    """A map to be checked that cannot be read: no file, no such format, or broken tiles."""


class SourceRefused(ShikongError):
    """A whole source that cannot be loaded: wrong kind of file, half written, or against a rule."""


class DatabaseUnavailable(ShikongError):
    """The database does not answer."""


class MissingSystemPackage(ShikongError):
    """A program or library of the operating system that has to be installed first."""
