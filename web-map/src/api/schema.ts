// Generated from the server's OpenAPI document by `npm run types`; not edited by hand.

export interface paths {
    "/ogc/collections/vehicle/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Items
         * @description The devices that moved in the bbox and the datetime, by identifier: what does not change.
         *
         *     A device without a fix is in no collection. `time` is of its oldest and newest fix. With
         *     `subTrajectory` each has its movement within the datetime as `temporalGeometry` (MF-JSON), cut
         *     on the way; a gap parts it.
         */
        get: operations["moving_features_items_ogc_collections_vehicle_items_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/vehicle/items/{featureId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Item
         * @description One device: what does not change, and where its movement is. Raises UnknownDevice.
         */
        get: operations["moving_features_item_ogc_collections_vehicle_items__featureId__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/vehicle/items/{featureId}/tgsequence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Sequence
         * @description The movement of a device: a MovingPoint for each part of it that lies in bbox and datetime.
         *
         *     A silence of more than 10 minutes or a step of more than 10 km parts it, and so does midnight
         *     (UTC): then both parts have the first fix of the new day. Fixes alone between two gaps make one
         *     "Discrete" part for each day. A part is given whole; `subTrajectory` cuts it to the datetime,
         *     `leaf` gives its places at these instants alone, in proportion of the time between two fixes.
         */
        get: operations["moving_features_sequence_ogc_collections_vehicle_items__featureId__tgsequence_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/vehicle/items/{featureId}/tgsequence/{tGeometryId}/{motion}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Motion
         * @description Distance (m along the way), velocity (km/h) or acceleration (m/s²) of one part, as TReal.
         *
         *     Geodesic. Velocity holds from each fix to the next; acceleration is told at the fixes between
         *     two steps. An instant as datetime gives one number. Of "Discrete" parts nothing is known.
         *     Raises UnknownMovement.
         */
        get: operations["moving_features_motion_ogc_collections_vehicle_items__featureId__tgsequence__tGeometryId___motion__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/vehicle/items/{featureId}/tproperties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Properties
         * @description What fixes may tell beside their place: altitude, speed, course, and where their numbers are.
         *
         *     Raises UnknownCollection, UnknownDevice.
         */
        get: operations["moving_features_properties_ogc_collections_vehicle_items__featureId__tproperties_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/vehicle/items/{featureId}/tproperties/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Property
         * @description The numbers of a property at the fixes in the datetime; a sequence for each gap-free part.
         *
         *     Fixes that do not tell it are left out. `leaf` gives the numbers at these instants alone: of
         *     altitude and speed in proportion of the time between two fixes, of course at fixes only; so
         *     does an instant as datetime. Of a long time the link `next` goes on.
         */
        get: operations["moving_features_property_ogc_collections_vehicle_items__featureId__tproperties__name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/patrol/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Items
         * @description The devices that moved in the bbox and the datetime, by identifier: what does not change.
         *
         *     A device without a fix is in no collection. `time` is of its oldest and newest fix. With
         *     `subTrajectory` each has its movement within the datetime as `temporalGeometry` (MF-JSON), cut
         *     on the way; a gap parts it.
         */
        get: operations["moving_features_items_ogc_collections_patrol_items_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/patrol/items/{featureId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Item
         * @description One device: what does not change, and where its movement is. Raises UnknownDevice.
         */
        get: operations["moving_features_item_ogc_collections_patrol_items__featureId__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/patrol/items/{featureId}/tgsequence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Sequence
         * @description The movement of a device: a MovingPoint for each part of it that lies in bbox and datetime.
         *
         *     A silence of more than 10 minutes or a step of more than 10 km parts it, and so does midnight
         *     (UTC): then both parts have the first fix of the new day. Fixes alone between two gaps make one
         *     "Discrete" part for each day. A part is given whole; `subTrajectory` cuts it to the datetime,
         *     `leaf` gives its places at these instants alone, in proportion of the time between two fixes.
         */
        get: operations["moving_features_sequence_ogc_collections_patrol_items__featureId__tgsequence_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/patrol/items/{featureId}/tgsequence/{tGeometryId}/{motion}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Motion
         * @description Distance (m along the way), velocity (km/h) or acceleration (m/s²) of one part, as TReal.
         *
         *     Geodesic. Velocity holds from each fix to the next; acceleration is told at the fixes between
         *     two steps. An instant as datetime gives one number. Of "Discrete" parts nothing is known.
         *     Raises UnknownMovement.
         */
        get: operations["moving_features_motion_ogc_collections_patrol_items__featureId__tgsequence__tGeometryId___motion__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/patrol/items/{featureId}/tproperties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Properties
         * @description What fixes may tell beside their place: altitude, speed, course, and where their numbers are.
         *
         *     Raises UnknownCollection, UnknownDevice.
         */
        get: operations["moving_features_properties_ogc_collections_patrol_items__featureId__tproperties_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/patrol/items/{featureId}/tproperties/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Property
         * @description The numbers of a property at the fixes in the datetime; a sequence for each gap-free part.
         *
         *     Fixes that do not tell it are left out. `leaf` gives the numbers at these instants alone: of
         *     altitude and speed in proportion of the time between two fixes, of course at fixes only; so
         *     does an instant as datetime. Of a long time the link `next` goes on.
         */
        get: operations["moving_features_property_ogc_collections_patrol_items__featureId__tproperties__name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/personal/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Items
         * @description The devices that moved in the bbox and the datetime, by identifier: what does not change.
         *
         *     A device without a fix is in no collection. `time` is of its oldest and newest fix. With
         *     `subTrajectory` each has its movement within the datetime as `temporalGeometry` (MF-JSON), cut
         *     on the way; a gap parts it.
         */
        get: operations["moving_features_items_ogc_collections_personal_items_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/personal/items/{featureId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Item
         * @description One device: what does not change, and where its movement is. Raises UnknownDevice.
         */
        get: operations["moving_features_item_ogc_collections_personal_items__featureId__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/personal/items/{featureId}/tgsequence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Sequence
         * @description The movement of a device: a MovingPoint for each part of it that lies in bbox and datetime.
         *
         *     A silence of more than 10 minutes or a step of more than 10 km parts it, and so does midnight
         *     (UTC): then both parts have the first fix of the new day. Fixes alone between two gaps make one
         *     "Discrete" part for each day. A part is given whole; `subTrajectory` cuts it to the datetime,
         *     `leaf` gives its places at these instants alone, in proportion of the time between two fixes.
         */
        get: operations["moving_features_sequence_ogc_collections_personal_items__featureId__tgsequence_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/personal/items/{featureId}/tgsequence/{tGeometryId}/{motion}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Motion
         * @description Distance (m along the way), velocity (km/h) or acceleration (m/s²) of one part, as TReal.
         *
         *     Geodesic. Velocity holds from each fix to the next; acceleration is told at the fixes between
         *     two steps. An instant as datetime gives one number. Of "Discrete" parts nothing is known.
         *     Raises UnknownMovement.
         */
        get: operations["moving_features_motion_ogc_collections_personal_items__featureId__tgsequence__tGeometryId___motion__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/personal/items/{featureId}/tproperties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Properties
         * @description What fixes may tell beside their place: altitude, speed, course, and where their numbers are.
         *
         *     Raises UnknownCollection, UnknownDevice.
         */
        get: operations["moving_features_properties_ogc_collections_personal_items__featureId__tproperties_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/personal/items/{featureId}/tproperties/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Property
         * @description The numbers of a property at the fixes in the datetime; a sequence for each gap-free part.
         *
         *     Fixes that do not tell it are left out. `leaf` gives the numbers at these instants alone: of
         *     altitude and speed in proportion of the time between two fixes, of course at fixes only; so
         *     does an instant as datetime. Of a long time the link `next` goes on.
         */
        get: operations["moving_features_property_ogc_collections_personal_items__featureId__tproperties__name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/marker/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Items
         * @description The devices that moved in the bbox and the datetime, by identifier: what does not change.
         *
         *     A device without a fix is in no collection. `time` is of its oldest and newest fix. With
         *     `subTrajectory` each has its movement within the datetime as `temporalGeometry` (MF-JSON), cut
         *     on the way; a gap parts it.
         */
        get: operations["moving_features_items_ogc_collections_marker_items_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/marker/items/{featureId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Item
         * @description One device: what does not change, and where its movement is. Raises UnknownDevice.
         */
        get: operations["moving_features_item_ogc_collections_marker_items__featureId__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/marker/items/{featureId}/tgsequence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Sequence
         * @description The movement of a device: a MovingPoint for each part of it that lies in bbox and datetime.
         *
         *     A silence of more than 10 minutes or a step of more than 10 km parts it, and so does midnight
         *     (UTC): then both parts have the first fix of the new day. Fixes alone between two gaps make one
         *     "Discrete" part for each day. A part is given whole; `subTrajectory` cuts it to the datetime,
         *     `leaf` gives its places at these instants alone, in proportion of the time between two fixes.
         */
        get: operations["moving_features_sequence_ogc_collections_marker_items__featureId__tgsequence_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/marker/items/{featureId}/tgsequence/{tGeometryId}/{motion}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Motion
         * @description Distance (m along the way), velocity (km/h) or acceleration (m/s²) of one part, as TReal.
         *
         *     Geodesic. Velocity holds from each fix to the next; acceleration is told at the fixes between
         *     two steps. An instant as datetime gives one number. Of "Discrete" parts nothing is known.
         *     Raises UnknownMovement.
         */
        get: operations["moving_features_motion_ogc_collections_marker_items__featureId__tgsequence__tGeometryId___motion__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/marker/items/{featureId}/tproperties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Properties
         * @description What fixes may tell beside their place: altitude, speed, course, and where their numbers are.
         *
         *     Raises UnknownCollection, UnknownDevice.
         */
        get: operations["moving_features_properties_ogc_collections_marker_items__featureId__tproperties_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/marker/items/{featureId}/tproperties/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moving Features Property
         * @description The numbers of a property at the fixes in the datetime; a sequence for each gap-free part.
         *
         *     Fixes that do not tell it are left out. `leaf` gives the numbers at these instants alone: of
         *     altitude and speed in proportion of the time between two fixes, of course at fixes only; so
         *     does an instant as datetime. Of a long time the link `next` goes on.
         */
        get: operations["moving_features_property_ogc_collections_marker_items__featureId__tproperties__name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collectionId}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个集合的要素
         * @description A page of the features that meet all that is asked, in the order of their ids.
         *
         *     In JSON it is a page; in the other forms a file of all of them, or of the first `limit`.
         *
         *     Any property of the collection is a parameter, too: `code=330106`. `next` leads to the page
         *     after this one, told as of the knowledge of the first page. `numberMatched` is left out where
         *     counting would take long. Raises UnknownCollection, BadParameter, BadDate, BadPageToken,
         *     UnknownCrs, QuestionTooLarge, FormNotOffered, TooManyExports.
         */
        get: operations["items_ogc_collections__collectionId__items_get"];
        put?: never;
        /**
         * 新建一个要素
         * @description Creates a feature; `properties.key` is its key, one is made where it has none.
         *
         *     With Idempotency-Key the same request again gives the first feature, with status 200 and
         *     `Idempotency-Replayed: true`. Fields that features do not tell may be given too.
         *     Raises FeatureRefused with every fault, FeatureExists, PushConflict, UnsupportedUpload.
         */
        post: operations["create_item_ogc_collections__collectionId__items_post"];
        delete?: never;
        /**
         * 要素集合可用的方法
         * @description What may be done with the features of a collection.
         */
        options: operations["items_options_ogc_collections__collectionId__items_options"];
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collectionId}/items/{featureId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个要素
         * @description One feature, whatever the days through which it stands.
         *
         *     The ETag is of its content, and of its state where it can be edited. Raises UnknownCollection,
         *     UnknownFeature, BadParameter, UnknownCrs, FormNotOffered.
         */
        get: operations["item_ogc_collections__collectionId__items__featureId__get"];
        /**
         * 替换一个要素
         * @description Replaces a feature; its id stays, an `id` in the body says nothing.
         *
         *     Fields that features do not tell keep their values. Raises UnknownFeature, FeatureStateNotSaid
         *     (428), FeatureChanged (412), FeatureRefused, UnsupportedUpload.
         */
        put: operations["replace_item_ogc_collections__collectionId__items__featureId__put"];
        post?: never;
        /**
         * 撤回一个要素
         * @description Takes a feature back: it stands no longer; what was known of it stays known with an end.
         *
         *     Raises UnknownFeature, FeatureStateNotSaid (428), FeatureChanged (412).
         */
        delete: operations["remove_item_ogc_collections__collectionId__items__featureId__delete"];
        /**
         * 单个要素可用的方法
         * @description What may be done with one feature of a collection.
         */
        options: operations["item_options_ogc_collections__collectionId__items__featureId__options"];
        head?: never;
        /**
         * 修改一个要素的一部分
         * @description Changes parts of a feature by a JSON merge patch (RFC 7396) of its GeoJSON.
         *
         *     Raises UnknownFeature, FeatureStateNotSaid (428), FeatureChanged (412), FeatureRefused,
         *     UnsupportedUpload.
         */
        patch: operations["update_item_ogc_collections__collectionId__items__featureId__patch"];
        trace?: never;
    };
    "/ogc/collections/{collectionId}/queryables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个集合可按什么过滤
         * @description The names that `filter` knows of a collection, and their types (OGC 19-079r2, 6.1).
         */
        get: operations["queryables_ogc_collections__collectionId__queryables_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collectionId}/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个集合的要素结构
         * @description What is told of each feature of a collection (OGC 23-058r2), and what else may be written.
         */
        get: operations["schema_ogc_collections__collectionId__schema_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collectionId}/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 按请求体中的过滤条件查要素
         * @description A page of the features that meet all that is asked, in the order of their ids.
         *
         *     In JSON it is a page; in the other forms a file of all of them, or of the first `limit`.
         *
         *     Any property of the collection is a parameter, too: `code=330106`. `next` leads to the page
         *     after this one, told as of the knowledge of the first page. `numberMatched` is left out where
         *     counting would take long. Raises UnknownCollection, BadParameter, BadDate, BadPageToken,
         *     UnknownCrs, QuestionTooLarge, FormNotOffered, TooManyExports.
         */
        post: operations["search_ogc_collections__collectionId__search_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Platform
         * @description What a client has to know before it asks for anything else.
         *
         *     record: days of the first and the last division list, null while none is loaded. bounds: west,
         *     south, east, north of what is drawn, degrees (CGCS2000), null while nothing is. levels: those
         *     that have areas, from the highest. today: the day in Beijing.
         */
        get: operations["platform_v1_platform_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/divisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Divisions
         * @description The units that stand on a day, by code.
         *
         *     The list of a year is the state at the end of its 31 December. Before the first list the answer
         *     is the problem `before-the-record`; after the last it is the last known state (`last_known`).
         *     Without `level` the list holds county and above, as the published one does, or with `parent`
         *     whatever stands under it. Functional areas and the levels that statistics insert are left out
         *     unless `include` names them (R1.10). In GeoJSON a unit without a known shape has none.
         */
        get: operations["divisions_v1_divisions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/divisions/at": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Division At
         * @description What a point lies in on a day: for every level one unit, or the reason why in none.
         *
         *     `grade` says how well the limits are known (held, derived, approximate, cut). Where several
         *     units share an area, `candidates` names them. A point on a limit belongs to the unit of the
         *     smallest code, and `candidates` names the others. In a scheme without shapes (nbs) the answer is
         *     the counterpart of the ministry's unit there, or the reason why it has none (`note`).
         */
        get: operations["division_at_v1_divisions_at_get"];
        put?: never;
        /**
         * Divisions At
         * @description What each point of a table lies in: its rows in their order, with units or reasons.
         *
         *     The body is a CSV (`text/csv`; UTF-8 or GBK, also gzip) or a Parquet table
         *     (`application/vnd.apache.parquet`) with the columns `lon` and `lat` (degrees, CGCS2000),
         *     perhaps `date` (YYYY-MM-DD; else that of the query) and any others, which are kept. GeoParquet
         *     with a point column will do. Added are, for each level, `…_code`, `…_name`, `…_grade` and
         *     `…_reason` as the question for one point has them, and `row_error` for a row that cannot be
         *     read: no row is dropped. A POST because a table does not fit into an address; it changes
         *     nothing.
         */
        post: operations["divisions_at_v1_divisions_at_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/divisions/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Division Events
         * @description What happened to divisions between two days: every decision with all that it did.
         *
         *     Changes after `from` and until `to`, this day included, on the day of the basis (`on`): so what
         *     lies between two lists is what leads from the one to the other. Whether a unit lies in `within`
         *     is told by the code that it had before or after the change. A change that no decision is known
         *     of is an event of its own, without document. In GeoJSON each effect is a feature with the shape
         *     of its successor on that day, else of its predecessor on the day before, null where none is
         *     known.
         */
        get: operations["division_events_v1_divisions_events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/divisions/events/{event}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Division Event
         * @description One decision whole: its document, its five dates, its wording and all its effects (R1.9).
         *
         *     An event that was corrected since is the problem `unknown-event` with the reason `corrected` and
         *     the id of what is held `instead`; with the `known_at` of the old answer it is told as it was.
         */
        get: operations["division_event_v1_divisions_events__event__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/divisions/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compare Divisions
         * @description Which units are not the same on two days: gone, new, or of another name, code, parent, type
         *     or shape, each with what it was, what it is, and the events between.
         *
         *     Units are matched by identity, so one that took another code is told as changed, not as gone.
         *     `kin` of a gone unit are those of the later day that it went to, of a new one those that it came
         *     from, told by lineage. In GeoJSON a unit has its shape of the later day, a gone one that of the
         *     earlier; null where no shape of its own is known.
         */
        get: operations["compare_divisions_v1_divisions_compare_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/divisions/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Division Differences
         * @description Where sources say other than the registry, and why the registry says what it says.
         *
         *     Nothing that a source says is overwritten: the claim stands beside the registry, and each
         *     difference is a row here, with an explanation (Chinese).
         */
        get: operations["division_differences_v1_divisions_differences_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/divisions/{code}/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Division Lineage
         * @description What became of a unit and where it came from, over any span, with documents and shares.
         *
         *     `nodes` are versions; an edge leads from the version before a change (`from`) to the one after
         *     it (`to`), each null where nothing is on record. `forward.units` are those that stand at the end
         *     of the span and hold some of the unit, `backward.units` those of its beginning that some of it
         *     comes from. A walk follows events in the order of time, so it never runs in a circle.
         *     `portion` is the share of the predecessor's area; `portion_basis` says where it comes from
         *     (source, whole, atoms: measured on the shapes of the days before and after).
         */
        get: operations["division_lineage_v1_divisions__code__lineage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/divisions/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Division
         * @description The unit that a code names on a day; every form of the code will do (51, 510000 …).
         *
         *     Also an identity (`mca:110228:1981`). A village of 12 digits that no list holds is answered
         *     with its township or county: `resolved_from` is then the code asked for, `resolution` says why,
         *     and `elsewhere` what another scheme holds under it.
         *     A code that names none on the day is the problem `unknown-division` with a `reason` (unknown,
         *     not_yet, retired) and the successors of a retired one.
         */
        get: operations["division_v1_divisions__code__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/divisions/{code}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Division History
         * @description All that a code meant, oldest first, with what became of each version and its origins.
         *
         *     `valid_to` is not included in the version, and null while it stands. `year` is the list in which
         *     the move first shows; `whole` says that all that was left of the earlier unit went there.
         *     `events` of a version are all that made, changed or ended it. `identities` tells each unit that
         *     bore the code through all its codes and names: a code may have meant several units, and a unit
         *     may have borne several codes.
         */
        get: operations["division_history_v1_divisions__code__history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/divisions/within": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Divisions Within
         * @description The units of a level that a polygon lies in on a day, the largest part first.
         *
         *     `area_m2` is geodesic; `share_of_polygon` and `share_of_unit` are fractions of 1. `uncovered`
         *     are the parts that lie in no single unit, each with its reason (sea, no_geometry …). A POST
         *     because a polygon does not fit into an address; it changes nothing.
         */
        post: operations["divisions_within_v1_divisions_within_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/divisions/translate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Translate Divisions
         * @description Every code or name of a table on another day, or in another scheme, row by row.
         *
         *     The body is JSON (an array of rows, or of codes) or `text/csv` (UTF-8 or GBK); a row has `code`
         *     (any form) or `name` (with `within`, a code or name above it), perhaps `date` and `to`, else
         *     those of the query. `status` is exact, changed, candidates, ambiguous, unknown, not_yet,
         *     retired, unmapped or unreadable; candidates come with their code in the scheme wanted (null
         *     where it has none), their `unit_code` in that of the question, share and documents, and
         *     `events` are those on the way. A CSV comes back as CSV with the answer's columns. No row is
         *     dropped.
         */
        post: operations["translate_divisions_v1_divisions_translate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Names
         * @description Divisions and places that a text may mean, the likeliest first, each with the reason.
         *
         *     `name` is the standard name on the day, or the last one of what stands no more; `matched` the
         *     form that was found. Former names say until when they held. Ambiguity is shown: 朝阳 lists every
         *     朝阳 with what it lies in. Internal records are never found here.
         */
        get: operations["names_v1_names_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/names/same": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Names Alike
         * @description Names that stand on the day and are written or sound like a name, within a division.
         *
         *     The body of a village (27xxx) counts with the place that it governs (21xxx), as one.
         */
        get: operations["names_alike_v1_names_same_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/names/{place_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Name Details
         * @description One place: its record, every form of its names with its periods, and its names in turn.
         *
         *     `to` is the first day on which a form held no more; days before Christ are written
         *     `0763-01-01 BC`. An unknown and an internal place are 404.
         */
        get: operations["name_details_v1_names__place_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/name-filings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Filings
         * @description Filings as they stand, the last changed first; from and to are of the last change.
         */
        get: operations["list_filings_v1_name_filings_get"];
        put?: never;
        /**
         * Create
         * @description Begins a filing as a draft. A name graded 秘密 or above is refused.
         */
        post: operations["create_v1_name_filings_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/name-filings/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One Filing
         * @description One filing with every step and revision, its checks, and its announcement.
         */
        get: operations["one_filing_v1_name_filings__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Revise
         * @description Changes a draft or a returned filing; what it said before is kept as a revision.
         */
        patch: operations["revise_v1_name_filings__number__patch"];
        trace?: never;
    };
    "/v1/name-filings/{number}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit
         * @description Files it. Without the papers it is refused; doubles and lateness are said in `checks`.
         */
        post: operations["submit_v1_name_filings__number__file_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/name-filings/{number}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Back
         * @description Gives a filing back with the reason; it can be changed and filed again.
         */
        post: operations["send_back_v1_name_filings__number__return_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/name-filings/{number}/announce": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Announce
         * @description Announces a filed name and writes it into the register of names, in one transaction.
         *
         *     Without one of the six items (standard name, Roman spelling, division, location description,
         *     approving authority, approval date) it is refused: 422, `missing` names each.
         */
        post: operations["announce_v1_name_filings__number__announce_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/name-announcements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Announcements
         * @description Announced names with the six items and the text, the newest first.
         *
         *     from and to are days of the announcement.
         */
        get: operations["list_announcements_v1_name_announcements_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device}/track": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Device Track
         * @description The fixes of a device in [from, to): a GeoJSON line or point for each gap-free part.
         *
         *     Coordinates are longitude, latitude in CGCS2000. A silence of more than 10 minutes or a step of
         *     more than 10 km begins a new feature. `f` or the header Accept asks for GPX 1.1, (Geo)Parquet or
         *     OGC Moving Features JSON instead, with altitude, speed and course where they are told.
         *
         *     When there are more fixes than `limit`, `truncated` is true and `next` is the `from` of the
         *     request that goes on; in each form the header Link (rel=next) is its address. `known` is what is
         *     known of the window, or of the part of it that is given: `gaps` are unknown, never absence.
         *     `removed` counts spikes, `left_out` what a simplified track does without.
         */
        get: operations["device_track_v1_devices__device__track_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device}/stays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Device Stays
         * @description Where a device stayed in [from, to): GeoJSON points, longitude, latitude in CGCS2000.
         *
         *     A stay is a run of fixes in one circle of `radius_m` for `least_s` or more: the point is the
         *     centre of the smallest circle that holds them, `radius_m` its radius. `arrival` and `departure`
         *     are its first and last fix; `came` and `left` are false where the way there or on is unknown,
         *     so that it may be longer. It ends at a gap, unless `over_gaps`; then `unknown_s` is in gaps.
         */
        get: operations["device_stays_v1_devices__device__stays_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device}/trips": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Device Trips
         * @description The ways of a device between its stays in [from, to), cut at gaps.
         *
         *     `from` and `to` have the time and the longitude, latitude (CGCS2000) of the first and last fix,
         *     and what the way begins or ends with: a `stay`, a `gap` beyond which it is unknown, or the
         *     `window`. `metres` is geodesic from fix to fix; `jumps` (more than 10 km, or faster than
         *     possible) add none. `mean_speed_kmh` is metres by time, `max_speed_kmh` of the fastest step.
         *     What lies in one circle of `radius_m` is no trip.
         */
        get: operations["device_trips_v1_devices__device__trips_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device}/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Device Profile
         * @description How far and fast a device went in each hour or day (in Beijing) of [from, to).
         *
         *     `metres` is geodesic from fix to fix, `cumulative_m` with all rows before. Of `known_s` (between
         *     fixes of the window without a gap) the device moved for `moving_s`, at 3 km/h or more. `jumps`
         *     (more than 10 km, or faster than possible) are left out and counted. Where nothing is known
         *     `metres` and `max_speed_kmh` are null, which is not 0.
         */
        get: operations["device_profile_v1_devices__device__profile_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/positions/meetings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Device Meetings
         * @description When two devices were near each other in [from, to), as far as both are known.
         *
         *     Between two fixes without a gap or a jump a device moves straight and steadily; by that the
         *     instants are exact. `metres`, `closest` and the GeoJSON point (longitude, latitude, CGCS2000,
         *     midway) tell how near they came, when and where. `began` and `ended` are false where a gap or
         *     the window hides how they met or parted. `known` is what of the window is known of both at once:
         *     in the rest they may have met unseen.
         */
        get: operations["device_meetings_v1_positions_meetings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/positions/heat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Positions Heat
         * @description Fixes, devices and seconds in each cell of a grid of equal angles in a polygon and window.
         *
         *     Cell (column, row) is the square of `cell` degrees with its south-west corner at column × cell,
         *     row × cell; longitude, latitude in CGCS2000. `seconds` are those for which devices were in the
         *     polygon for sure, half of the time between two fixes to each. Of fewer than 3 personal devices
         *     in a cell and hour nothing is told: `withheld` counts where. `known` is what of the window is
         *     known of the devices that are counted, on average: the rest is unknown, not cold. A POST because
         *     a polygon does not fit into an address; it changes nothing.
         */
        post: operations["positions_heat_v1_positions_heat_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Devices
         * @description The register of devices by identifier, with the span and number of their fixes.
         */
        get: operations["devices_v1_devices_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/positions/within": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Positions Within
         * @description The devices with a fix in the polygon (its edge included) in [from, to).
         *
         *     For each the first and last of these fixes, their number, and the seconds for which it was there
         *     for sure: between neighbouring fixes that both lie inside, 10 minutes apart at most. `known` is
         *     what is known of the whole window, in the polygon or elsewhere: where the device was in the rest
         *     of it nobody knows. A POST because a polygon does not fit into an address; it changes nothing.
         */
        post: operations["positions_within_v1_positions_within_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/positions/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Latest Positions
         * @description The newest fix of each device, as GeoJSON points by identifier; CGCS2000.
         *
         *     A late fix never replaces a newer one. A device without any fix is not in it.
         */
        get: operations["latest_positions_v1_positions_latest_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/positions/at": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Positions At
         * @description Where each device was at an instant, as GeoJSON points by identifier; CGCS2000.
         *
         *     `certainty` says how it is known: `fix` at the very instant; `between` two fixes without a gap,
         *     by proportion of the time; `last`, the last fix before, 10 minutes ago at most, after which
         *     nothing is known. Where the others were is unknown: they are not in it.
         */
        get: operations["positions_at_v1_positions_at_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/positions/nearest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Nearest Positions
         * @description The devices nearest to a place about an instant, the nearest first: each by its nearest fix.
         *
         *     GeoJSON points; `metres` is geodesic.
         */
        get: operations["nearest_positions_v1_positions_nearest_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/positions/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live
         * @description Follows devices: those named, of the classes, and watched by the fences.
         *
         *     `position`: the newest fix of a device, at first of each, then each that is newer, within about
         *     a second of being durable; a client that reads slowly gets the newest alone. `geofence`: an
         *     event that was computed, or withdrawn (`withdrawn` is then an instant): of the fences asked for,
         *     else of all about these devices. `lost`: so many events were too many to wait for a slow client;
         *     ask `/v1/geofences/{id}/events`. After a break `Last-Event-ID` goes on where it ended (of
         *     events: up to a day); something may come twice. A comment each 15 seconds keeps the line open.
         */
        get: operations["live_v1_positions_live_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/geofences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fences
         * @description The fences by number, without their areas.
         */
        get: operations["fences_v1_geofences_get"];
        put?: never;
        /**
         * Create
         * @description Makes a fence. Of `devices`, `device_class` and `owner_code` each that is given has to hold.
         *
         *     Events are computed as fixes arrive, and again when late ones come; those of a period that
         *     began already are computed soon. Its area and its devices do not change: end it, make another.
         */
        post: operations["create_v1_geofences_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/geofences/{number}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End
         * @description Ends a fence; it stays in the register with its events. Those of later instants are
         *     withdrawn. Late data of its period are computed as before.
         */
        post: operations["end_v1_geofences__number__end_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/geofences/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fence
         * @description A fence with its area as GeoJSON; longitude, latitude in CGCS2000.
         */
        get: operations["fence_v1_geofences__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/geofences/{number}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fence Events
         * @description What happened at a fence in [from, to), by instant: enter, leave, overstay.
         *
         *     `at` of a crossing lies by proportion of the way between the fixes `fixed_before` and
         *     `fixed_after`. `known` false: no fix without a silence (10 minutes) or a jump was before, so the
         *     state was first seen at `at`; of an overstay, that it may have lasted longer. Nothing is told of
         *     a way through the fence between two fixes outside. Beyond `limit` the header Link (rel=next)
         *     leads on.
         */
        get: operations["fence_events_v1_geofences__number__events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundaries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Boundaries
         * @description The lines that are registered on a day, by number, with their neighbours.
         *
         *     left and right: seen from the beginning of the line to its end; their names are those of the
         *     day. The next page of the same knowledge is asked for with `known_at`.
         */
        get: operations["boundaries_v1_boundaries_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundaries/at": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Boundaries At
         * @description The lines near a place, the nearest first: how far, at which chainage, on which side.
         */
        get: operations["boundaries_at_v1_boundaries_at_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundaries/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Boundary
         * @description A line: facts, lengths, segments with chainage, tripoints at its ends, its markers by groups.
         *
         *     computed_m is geodesic, null where no course is registered. history: all that was ever
         *     registered of it, with the time in which it was held for true. markers: whether the series is
         *     complete, and what is wrong (half of a double, a hole); never a reason to refuse.
         */
        get: operations["boundary_v1_boundaries__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundaries/{number}/course": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Course
         * @description The course of a line as GeoJSON, a feature for each segment in order; CGCS2000.
         */
        get: operations["course_v1_boundaries__number__course_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundaries/{number}/markers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Markers
         * @description The markers of a line as GeoJSON, in order of chainage; CGCS2000.
         *
         *     away_m: from the line, on `side`. Doubles and triples stand beside a river or road, the line
         *     between them, so that a distance is no error. states: what the marker was through time.
         */
        get: operations["markers_v1_boundaries__number__markers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundaries/{number}/alignment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Alignment
         * @description The line in words (走向说明): from marker to marker and feature to feature, with metres.
         *
         *     Directions are the sixteen of GB/T 17796, from true north. A smaller tolerance tells more.
         */
        get: operations["alignment_v1_boundaries__number__alignment_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundaries/{number}/references": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * References
         * @description What the markers of a line are found again by (方位物): bearing from true north, distance.
         */
        get: operations["references_v1_boundaries__number__references_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundaries/{number}/disagreement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Disagreement
         * @description Where the line and the polygons of the day differ by more than a tolerance (R3.9).
         *
         *     parts: of the line, by chainage, with the greatest distance and the area between. beyond: parts
         *     of the polygons' border far from the line. comparable false: the polygons share no border.
         *     Nothing is changed: the line is what the agreement says.
         */
        get: operations["disagreement_v1_boundaries__number__disagreement_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tripoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tripoints
         * @description The tripoints (三交点) of a day, by name; longitude, latitude in CGCS2000.
         */
        get: operations["tripoints_v1_tripoints_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundary-proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Boundary Proposals
         * @description Lines that the polygons of a day would give (`shikong derive-boundaries`), newest days first.
         *
         *     They are proposals for those who register, never law. left: the unit to the left of the line.
         */
        get: operations["boundary_proposals_v1_boundary_proposals_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundary-sketch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Boundary Sketch
         * @description A sketch of an alignment text from a beginning: GeoJSON, a feature for each leg; CGCS2000.
         *
         *     It shows what the words say and no more: each piece is straight, in the middle of its direction.
         */
        get: operations["boundary_sketch_v1_boundary_sketch_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundaries/{number}/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Line Coverage
         * @description How much of a line was walked in [from, to) (R3.4): by each side, both, and either.
         *
         *     Metres are geodesic, chainages from the beginning of the line as it was registered on the day of
         *     `from`. A device counts for the side of its owner. `parts` were not walked; those of kind
         *     `unknown` lie between places where a device was at the line before and after a gap in its fixes.
         *     An office sees its own side, and the share of both. `remarks` say why a track may be wrong.
         */
        get: operations["line_coverage_v1_boundaries__number__coverage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundaries/{number}/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Line Visits
         * @description Who came to the markers of a line in [from, to) (R3.5), by each side and either.
         *
         *     A visit is a run of two fixes or more within `radius_m` of the marker, without a gap longer than
         *     `gap_s`, for `dwell_s` or longer. A marker without one is `not_seen`, or `unknown` where a
         *     device may have been there in a gap, or nothing was told at all. An office sees its own side.
         */
        get: operations["line_visits_v1_boundaries__number__visits_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundary-alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Boundary Alerts
         * @description What somebody has to look at, the newest first: of the lines of the office.
         */
        get: operations["boundary_alerts_v1_boundary_alerts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundary-alerts/{number}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End
         * @description Ends an alert; it stays in the register. It is raised anew where its cause comes again.
         */
        post: operations["end_v1_boundary_alerts__number__end_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundaries/{number}/marker-devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Marker Devices
         * @description The devices that stand at the markers of a line now, with the rules of their alerts.
         *
         *     `marker_displaced` is raised where the median of the last `fixes` fixes lies farther than
         *     `displaced_m` (geodesic) from the registered place, `marker_silent` after `silent_s` without
         *     one. Raises UnknownBoundary, also for an office that has no part in the line.
         */
        get: operations["marker_devices_v1_boundaries__number__marker_devices_get"];
        put?: never;
        /**
         * Bind
         * @description Has a device stand at a marker from an instant on. Raises UnknownBoundary, UnknownMarker,
         *     UnknownDevice; BadParameter where another device stands there, or it stands elsewhere.
         */
        post: operations["bind_v1_boundaries__number__marker_devices_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boundaries/{number}/marker-devices/{binding}/withdrawal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw
         * @description Takes a binding back by a row of its own. Raises UnknownBoundary, UnknownMarker.
         */
        post: operations["withdraw_v1_boundaries__number__marker_devices__binding__withdrawal_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspection-rounds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Rounds
         * @description The rounds by number; `to` is the first day after a round.
         */
        get: operations["list_rounds_v1_inspection_rounds_get"];
        put?: never;
        /**
         * Create
         * @description Enters a round: five years from its first day. Rounds do not overlap.
         */
        post: operations["create_v1_inspection_rounds_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/due": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Due
         * @description The lines whose last completed inspection is more than five years ago, the longest first.
         *
         *     Five years end on the same day of the fifth year (29 February: on 28 February), which is
         *     `due_on`; on the day after it a line is overdue. They begin with the day on which the last
         *     inspection of a round was filed, else with the first day of the line. Extra inspections are
         *     told, and do not begin them anew.
         */
        get: operations["due_v1_inspections_due_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Plan
         * @description The yearly plan of a round for the lines of a day: which in which year, and which in none.
         *
         *     `years` counts the whole round; with `year` only its lines are listed, without the unplanned.
         */
        get: operations["plan_v1_inspections_plan_get"];
        put?: never;
        /**
         * Plan Many
         * @description Plans many lines of a round at once, all or none.
         *
         *     A line that is planned for another year and not begun is moved there; one that is begun is a
         *     conflict. The same plan twice changes nothing.
         */
        post: operations["plan_many_v1_inspections_plan_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Summary
         * @description How far a round is: inspections by state, and how much of the lines was walked.
         *
         *     From the newest stored result of each side; `lines` counts the inspections that have one.
         */
        get: operations["summary_v1_inspections_summary_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/markers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Marker
         * @description A marker over the rounds: how the register has it, and how each inspection found it.
         *
         *     Records of the other side are told once their inspection is reported.
         */
        get: operations["marker_v1_inspections_markers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Records
         * @description The record sheets that stand; those of the other side once the inspection is reported.
         */
        get: operations["records_v1_inspections__number__records_get"];
        put?: never;
        /**
         * Record
         * @description Enters a record sheet while the inspection is in the field; `corrects` an earlier one.
         *
         *     A marker that was set again (condition reset) is told by one side with `reset` and, where it
         *     stands elsewhere, lon and lat; the register follows when the other side confirms it.
         */
        post: operations["record_v1_inspections__number__records_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/records/{record_id}/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm
         * @description The other side confirms that a marker was set again: the register changes now.
         *
         *     From the day of the record on the marker stands as both sides say.
         */
        post: operations["confirm_v1_inspections__number__records__record_id__confirmation_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Findings
         * @description The findings with all that became of them; both sides see all.
         */
        get: operations["findings_v1_inspections__number__findings_get"];
        put?: never;
        /**
         * Find
         * @description Enters a problem that a record tells of, as open.
         */
        post: operations["find_v1_inspections__number__findings_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/findings/{finding}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Settle
         * @description Enters what became of a finding: remedied, deferred, passed on, or open again.
         */
        post: operations["settle_v1_inspections__number__findings__finding__steps_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/photos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Photos
         * @description The photos; those of the other side once the inspection is reported.
         *
         *     `judged` says how what a photo tells of time and place compares with the track of the device.
         */
        get: operations["photos_v1_inspections__number__photos_get"];
        put?: never;
        /**
         * Photograph
         * @description Deposits a photo: the body is the file, of up to 64 MiB (JPEG, PNG, WebP, TIFF, HEIC).
         *
         *     What it says of time and place (EXIF) is compared with the fixes of `device`.
         */
        post: operations["photograph_v1_inspections__number__photos_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deposit
         * @description Deposits a document: a joint report, an agreement, minutes. The body is the file.
         *
         *     It is named by its SHA-256 from then on; the same file twice is one.
         */
        post: operations["deposit_v1_files_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * File
         * @description A deposited file, to an office that may see where it is used.
         *
         *     It is handed out to be saved, never to be run: a document may hold what a browser would.
         */
        get: operations["file_v1_files__sha256__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inspection Coverage
         * @description How much of its line an inspection walked, as computed and stored: by side, newest first.
         */
        get: operations["inspection_coverage_v1_inspections__number__coverage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inspection Visits
         * @description The visits of the markers of its line, as computed and stored: by side, newest first.
         */
        get: operations["inspection_visits_v1_inspections__number__visits_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/comparison": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inspection Comparison
         * @description Its coverage beside that of the round before: shares, and the parts that differ.
         *
         *     `previous` is null where the line was not inspected then. With `same_course` false the course of
         *     the line was registered anew between them, so that chainages may name other places.
         */
        get: operations["inspection_comparison_v1_inspections__number__comparison_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/compute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compute Inspection
         * @description Computes its results from what the history holds now. `changed`: whether new ones were
         *     stored; the old ones stay. Late data are computed without being asked for.
         */
        post: operations["compute_inspection_v1_inspections__number__compute_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inspection Report
         * @description The report bundle: report.html (open it from the unpacked folder), report.pdf, maps, tables,
         *     tracks, photos, and verify.py, which checks all of it without this platform.
         */
        get: operations["inspection_report_v1_inspections__number__report_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Inspections
         * @description The inspections in which the office has part, those of the newest year first.
         *
         *     `coverage` is the newest stored result of each side.
         */
        get: operations["list_inspections_v1_inspections_get"];
        put?: never;
        /**
         * Create
         * @description Makes an inspection of a line: of a round, or an extra one with its reason.
         *
         *     The offices are the units of the line on the day where the body names none. Of a round each line
         *     has one inspection, not counting cancelled ones.
         */
        post: operations["create_v1_inspections_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description An inspection whole: line, states, parties, counts, findings, and what each state that may
         *     follow still lacks. Records of the other side are counted once it is reported.
         */
        get: operations["one_v1_inspections__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/desk-check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Desk
         * @description What the desk check looks at: the agreement, the markers, earlier inspections with what they
         *     left open, changes of the neighbours since, and alerts.
         */
        get: operations["desk_v1_inspections__number__desk_check_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Steps
         * @description The states that it went through: who and when.
         */
        get: operations["steps_v1_inspections__number__steps_get"];
        put?: never;
        /**
         * Step
         * @description Takes an inspection to a state; what is missing for it is told by the refusal (409).
         *
         *     planned → desk_check → field_check (⇄ remedy) → reported → filed; cancelled from any before
         *     filed, with a note. `reported` needs a record of every marker, or `reason`, and no open finding;
         *     `filed` needs the report, here or in the step before.
         */
        post: operations["step_v1_inspections__number__steps_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/parties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Parties
         * @description The devices that count for each side; who carried one is told to its own side alone.
         */
        get: operations["parties_v1_inspections__number__parties_get"];
        put?: never;
        /**
         * Join
         * @description Has the tracks of a device count for a side in a time. It belongs to the unit of the side, or
         *     to one below it; a personal tracker or a marker is refused.
         */
        post: operations["join_v1_inspections__number__parties_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{number}/parties/{party}/withdrawal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw
         * @description Takes back a party that was wrong; the row stays, and another one says so.
         */
        post: operations["withdraw_v1_inspections__number__parties__party__withdrawal_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evidence/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * State
         * @description Where the chain stands: its last link, its length, what is noted and not in it yet, and the
         *     last anchor that this server wrote.
         */
        get: operations["state_v1_evidence_state_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evidence/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Verify Links
         * @description Verifies some links, with the rows, files and frames that they tell of.
         *
         *     `next` is the `since` of the next question; at the end of the chain it is null, and rows that no
         *     link tells of were looked for too. Frames that no link tells of: `shikong verify`.
         */
        get: operations["verify_links_v1_evidence_verify_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某行政区划的时间序列
         * @description As the POST of the same address, for a division as of `date`.
         */
        get: operations["image_series_of_division_v1_images_series_get"];
        put?: never;
        /**
         * 某区域的时间序列
         * @description Statistics of an area, one entry per image, month or year; nodata and clouds never averaged.
         *
         *     The area is a polygon, or a division as of a date; what is measured a band, an index or an
         *     expression. An image or period without a value is an entry with nulls and a reason. Aggregates
         *     pool the valid pixels of all images, each weighing the ground it stands for. JSON, CSV, Parquet
         *     or a drawing (SVG), by `format` or Accept. Raises BadParameter where it is too much: then
         *     nothing is answered in part.
         */
        post: operations["image_series_v1_images_series_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/series/areas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 多个区域的时间序列
         * @description Many areas, image by image, each image read once: sent as it is computed.
         *
         *     A row is of kind `value`; one area that an image does not meet has no row of it. The last row
         *     tells how it went: `end`, or `error` with the reason, where a file broke in the middle or the
         *     limits were reached. Without such a row the answer is not whole.
         */
        post: operations["image_series_of_areas_v1_images_series_areas_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 一景影像在某区域的统计
         * @description Statistics of the pixels of one image inside a polygon; what has no value is not averaged.
         *
         *     Raises UnknownImage, BadGeometry, BadParameter.
         */
        post: operations["image_statistics_v1_images_statistics_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/pair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某地前后两日的影像
         * @description The newest images not after each of two days, at a point or over a division.
         *
         *     Raises BadDate, BadPeriod, BadParameter, UnknownDivision, BadGeometry.
         */
        get: operations["image_pair_v1_images_pair_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某地点各波段的值
         * @description The pixel of an image that holds a point. Raises UnknownImage, BadParameter.
         */
        get: operations["image_values_v1_images_values_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某地点的影像
         * @description The images that show a point, newest first. Of unknown time only without from and to.
         */
        get: operations["images_at_v1_images_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 影像检索
         * @description Images by place, time, clouds, satellite and resolution, newest first.
         *
         *     Raises BadParameter and what the division or the line raises.
         */
        get: operations["search_images_v1_images_search_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/{image}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一景影像
         * @description What the catalogue knows of an image. Raises UnknownImage.
         */
        get: operations["one_image_v1_images__image__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/{image}/files/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 影像文件
         * @description A file of an image, or a range of it, as GDAL reads it through `/vsicurl/`.
         *
         *     Raises UnknownImage, also where the file is no longer in its place.
         */
        get: operations["image_file_v1_images__image__files__key__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/patches/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload
         * @description Enters the patches of a file: GeoJSON, GeoPackage, or a zip with one Shapefile.
         *
         *     The system of coordinates of the file counts, and a file without one is refused (GeoJSON is in
         *     longitude, latitude). Each feature is a patch, repaired with a note, or told in `refused`. The
         *     same file again changes nothing: 200 in place of 201.
         */
        post: operations["upload_v1_patches_uploads_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/patches/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Differences
         * @description Finds what changed between two images inside a division or polygon, and enters it.
         *
         *     With `"keep": false` the answer is a GeoJSON FeatureCollection, and nothing is stored. The same
         *     difference again changes nothing: 200 in place of 201. What clouds or missing pixels hid is
         *     `compared_share` short of 1.
         */
        post: operations["differences_v1_patches_differences_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/patches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Patches
         * @description The patches that the office may see, the newest first: as JSON, GeoJSON or CSV.
         *
         *     `divisions` are those of the day of finding. With `division` those that lie in part in it as of
         *     `date`, whatever codes they had when they were found.
         */
        get: operations["list_patches_v1_patches_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/patches/words": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Words
         * @description The words of patches: states in their order, and the kinds that are offered.
         */
        get: operations["words_v1_patches_words_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/patches/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts
         * @description How many patches each division of a level has in each state, and how many are overdue.
         *
         *     By the divisions of the day of finding; a patch on a limit counts on both sides.
         */
        get: operations["counts_v1_patches_summary_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/patches/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description A patch whole, as a GeoJSON feature: its steps, where it was found, the divisions of that day
         *     and those of `date`, the images before and after, and which states may follow.
         */
        get: operations["one_v1_patches__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/patches/{number}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Step
         * @description Takes a patch to its next state.
         *
         *     409: the state does not allow it, or somebody was first. 422 with `missing`: all that it lacks.
         *     Of a check `judged` tells how photo, position and the track of the device agree: it is stored
         *     whatever it says.
         */
        post: operations["step_v1_patches__number__steps_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/patches/{number}/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Visits
         * @description Which devices were at the patch in [from, to), each from its first fix there to its last.
         */
        get: operations["visits_v1_patches__number__visits_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/patches/{number}/photos/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Photo
         * @description A photo of a check, to an office that may see the patch.
         */
        get: operations["photo_v1_patches__number__photos__sha256__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/answers/{identifier}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Answer Again
         * @description An answer of an operator once more, by its id, with the knowledge of then (R8.6).
         *
         *     It is made anew and compared with what was given: where it is not the same any more that is an
         *     error (409), never another answer. With `now=true` the question is answered with all that is
         *     known by now; `changes` tells which items changed since, went, or are new.
         */
        get: operations["answer_again_v1_answers__identifier__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/crosswalks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Crosswalk
         * @description The weights from the divisions of one day to those of another, computed directly.
         *
         *     `weight` is the share of an extensive figure of the source that goes to the target. Weights sum
         *     to 1 for each source, or to less with a `reason`, and say nothing of the way back. `id` is a
         *     digest of all of it: `POST` keeps it under that name.
         */
        get: operations["crosswalk_v1_crosswalks_get"];
        put?: never;
        /**
         * Keep Crosswalk
         * @description Computes weights and keeps them as a version that never changes.
         */
        post: operations["keep_crosswalk_v1_crosswalks_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/crosswalks/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Crosswalk
         * @description Keeps the weights of another hand: a CSV with source_code, target_code and weight.
         *
         *     A column `reason` says why the weights of a source sum to less than 1. Harmonisation uses them
         *     where it is asked to by their id.
         */
        post: operations["import_crosswalk_v1_crosswalks_import_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/crosswalks/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kept Crosswalk
         * @description A kept version of weights by its id; `.csv` or `.parquet` behind it ask for a table.
         */
        get: operations["kept_crosswalk_v1_crosswalks__name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{identifier}/template.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Template Csv
         * @description An empty table of a dataset: its header, by the names of its columns. UTF-8, RFC 4180.
         */
        get: operations["template_csv_v1_datasets__identifier__template_csv_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{identifier}/template.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Template Xlsx
         * @description The same as a workbook: Chinese titles with units, choices where values are listed, and a
         *     second sheet (填写说明) that says what each column takes.
         *
         *     Columns that have to be filled in bear a star.
         */
        get: operations["template_xlsx_v1_datasets__identifier__template_xlsx_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lines
         * @description The business lines (业务条线), each with its datasets; lines of older data come last.
         */
        get: operations["lines_v1_lines_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Datasets
         * @description The datasets of the business lines, each with its indicators and what their numbers mean.
         *
         *     An indicator with `readable` false is listed, and its values are refused.
         */
        get: operations["datasets_v1_datasets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{identifier}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dataset
         * @description The declaration of a dataset as it stands, and how much the dataset holds.
         *
         *     Numbers of records are rounded down to ten times the dataset's `minimum_cell`, and null below
         *     it. The ETag is the version: PUT asks for it.
         */
        get: operations["dataset_v1_datasets__identifier__get"];
        /**
         * Put
         * @description Declares a dataset, new or in its next version; the body is YAML or JSON.
         *
         *     201: it is new. 409: the change would change what stored data mean; 412: another version stands
         *     than `If-Match` says; 422: the declaration is not understood. `faults` names each path. The same
         *     declaration again changes nothing.
         */
        put: operations["put_v1_datasets__identifier__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{identifier}/declarations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History
         * @description Every version of a dataset's declaration, the newest first, with what changed in each.
         */
        get: operations["history_v1_datasets__identifier__declarations_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/harmonise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Harmonise Series
         * @description An indicator through time on divisions that do not change.
         *
         *     Counts stay exact where units moved whole, and say how they were estimated where they did not.
         *
         *     Each value says whether it is `exact`, by which `methods`, which share of it is estimated
         *     (`estimated_share`) and which share of the unit had figures (`coverage`). A value that is null,
         *     or of a part only, says why in `reason`: not_reported, suppressed, no_weight, partial,
         *     partial_suppressed, partial_no_weight. An indicator whose nature nobody declared is refused.
         */
        get: operations["harmonise_series_v1_operators_harmonise_get"];
        put?: never;
        /**
         * Harmonise Series By Body
         * @description The same question as a JSON body.
         */
        post: operations["harmonise_series_by_body_v1_operators_harmonise_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/facilities/nearest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Nearest
         * @description The facilities of a kind that are nearest to a place among those open on a day.
         *
         *     `distance_m` is the geodesic distance in metres. An empty answer says why in `reason`:
         *     `not_loaded`, `before_the_record` or `none_open`.
         */
        get: operations["nearest_v1_facilities_nearest_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/which-division": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Which Division
         * @description In which division of every level a point lies on a day, or why in none.
         */
        get: operations["get_which_division_v1_operators_which_division_get"];
        put?: never;
        /**
         * Post Which Division
         * @description The same of up to 1,000 points, or of records of a dataset by their keys.
         *
         *     Records of a closed grade are refused (R8.5). Without `date` a record is asked on its own day.
         *     A POST because many points do not fit into an address; it changes nothing.
         */
        post: operations["post_which_division_v1_operators_which_division_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/translate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Translate
         * @description What codes or names of a day are on another day, or in another scheme.
         *
         *     `status` is exact, changed, candidates, ambiguous, unknown, not_yet, retired, unmapped or
         *     unreadable. Where a unit was divided, `candidates` tell where its land went, and `area_share`
         *     how much of its area, measured at once between the two days.
         */
        get: operations["get_translate_v1_operators_translate_get"];
        put?: never;
        /**
         * Post Translate
         * @description The same of up to 10,000 rows (`code` or `name`, `within`, `date`, `to`; a text is a code).
         *
         *     A POST because they do not fit into an address; it changes nothing.
         */
        post: operations["post_translate_v1_operators_translate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/aggregate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Aggregate
         * @description Records of a dataset, or figures of an indicator, by the divisions of a day over a span.
         *
         *     An item is a unit (with `by` and `group`: a cell of it). `summary` tells all records: `placed`
         *     in units, `not_placed` by reason (divided, coarser, unknown_code, no_geometry …), `outside`.
         *     Small cells are `suppressed`; counts of records with a minimum cell are perturbed. A rate is
         *     made anew from numerator and denominator; what does not add up is refused (422).
         */
        get: operations["get_aggregate_v1_operators_aggregate_get"];
        put?: never;
        /**
         * Post Aggregate
         * @description The question as JSON, perhaps with `polygon` (GeoJSON, CGCS2000): records in it by division.
         *
         *     A POST because a polygon does not fit into an address; it changes nothing.
         */
        post: operations["post_aggregate_v1_operators_aggregate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/fixed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Fixed
         * @description The same as a series: every unit of the fixed day `date` in every period (`by`) of the span.
         *
         *     Records are counted where they lie: exact. Figures of divisions that went on whole are exact
         *     too; others are `not_placed`, and the operator `harmonise` estimates them.
         */
        get: operations["get_fixed_v1_operators_fixed_get"];
        put?: never;
        /**
         * Post Fixed
         * @description The question as JSON, on fixed divisions. A POST for its polygon; it changes nothing.
         */
        post: operations["post_fixed_v1_operators_fixed_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Change
         * @description What is other on the second day than on the first, on the divisions of `date`.
         *
         *     Facilities: how many opened, closed, moved in and out, by unit; `tell=records` names each (not
         *     of closed grades). Cases and figures: both numbers, difference and ratio, on the same divisions;
         *     where one is suppressed neither difference nor ratio is told. Without dataset and indicator: the
         *     divisions themselves, with kin and events.
         */
        get: operations["get_change_v1_operators_change_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Coverage
         * @description How much of a line was walked in [from, to), by each side, both and either (R3.4).
         *
         *     As /v1/boundaries/{number}/coverage, with an id by which the answer is asked again.
         */
        get: operations["get_coverage_v1_operators_coverage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Visits
         * @description Who came to the markers of a line in [from, to): an item for each side and marker (R3.5).
         */
        get: operations["get_visits_v1_operators_visits_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/tracks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Tracks
         * @description Where a device went in [from, to): an item for each part of its track without a gap.
         */
        get: operations["get_tracks_v1_operators_tracks_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/overlap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Overlap
         * @description Records that lie in areas of another dataset, or areas that reach beyond them, on a day.
         *
         *     Care homes in hazard zones; cemeteries beyond their approved outline (`relation=beyond` with
         *     `match`). Areas are geodesic. Records of the grades personal and sensitive are never listed.
         */
        get: operations["get_overlap_v1_operators_overlap_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{identifier}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Push Records
         * @description Takes single records of a declared dataset: upsert by key, with history.
         *
         *     The body is a JSON array of objects, JSON lines or CSV. A row has the declared fields by name or
         *     Chinese title, `key`, `day` (cases) or `valid_from` and `valid_to` (facilities and areas), and a
         *     place: `division`, `division_name` with `within`, `lon` and `lat`, `address` or `geometry`.
         *     All or nothing unless `partial`; what is refused is told with its reason and candidates. A push
         *     that came before is answered as then, with status 200 and `Idempotency-Replayed: true`.
         */
        post: operations["push_records_v1_datasets__identifier__records_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{identifier}/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Push Figures
         * @description Takes figures of the indicators of a declared dataset, with history.
         *
         *     The body is a JSON array of objects, JSON lines or CSV; a row has `indicator`, `division` (or
         *     `division_name` with `within`), `period` and `value`, or in place of indicator and value a
         *     member for each indicator. Else as for records.
         */
        post: operations["push_figures_v1_datasets__identifier__figures_post"];
        /**
         * Take Back Figure
         * @description Takes a figure back: it stands no longer, and answers given before stay as they were.
         *
         *     `taken_back` is 0 where no such figure stands.
         */
        delete: operations["take_back_figure_v1_datasets__identifier__figures_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pushes/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One Push
         * @description What a push was answered: its counts, the rows that were refused, and remarks.
         */
        get: operations["one_push_v1_pushes__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{identifier}/records/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take Back Record
         * @description Takes a record back: it stands no longer, and answers given before stay as they were.
         *
         *     `taken_back` is empty where no such record stands.
         */
        delete: operations["take_back_record_v1_datasets__identifier__records__key__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/within": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Within
         * @description What of a dataset lies within metres or minutes of a place, of facilities or of a limit.
         *
         *     Facilities of an open grade are listed, nearest first; cases and all else are counted by
         *     division, perturbed where the dataset has small cells, which are not listed.
         */
        get: operations["get_within_v1_operators_within_get"];
        put?: never;
        /**
         * Post Within
         * @description The same question as a JSON document.
         */
        post: operations["post_within_v1_operators_within_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/isochrones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Isochrones
         * @description What can be reached in each of several times, as polygons, each within the next.
         *
         *     With `format=geojson` a FeatureCollection with a feature for each time.
         */
        get: operations["get_isochrones_v1_operators_isochrones_get"];
        put?: never;
        /**
         * Post Isochrones
         * @description The same question as a JSON document.
         */
        post: operations["post_isochrones_v1_operators_isochrones_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/nearest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Nearest
         * @description The facilities nearest to a point among those open on a day, along the ground or by road.
         */
        get: operations["get_nearest_v1_operators_nearest_get"];
        put?: never;
        /**
         * Post Nearest
         * @description The same question as a JSON document.
         */
        post: operations["post_nearest_v1_operators_nearest_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Gaps
         * @description The share of people, cases or land beyond metres or minutes of any facility, by division.
         *
         *     `of`: a dataset, whose records are counted where they lie; `indicator`: figures, spread evenly
         *     over the land of each division (an estimate); neither: the land itself. `summary.without` lists
         *     the units in which nobody is within reach.
         */
        get: operations["get_gaps_v1_operators_gaps_get"];
        put?: never;
        /**
         * Post Gaps
         * @description The same question as a JSON document.
         */
        post: operations["post_gaps_v1_operators_gaps_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/hotspots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Hotspots
         * @description Where and when the cases of a dataset are more than chance would have them.
         *
         *     `method=gi`: Gi* by division or cell, with false discoveries kept low; `scan`: the most likely
         *     cylinders of space and time; `emerging`: how hot spots came and went through periods. The same
         *     question has the same answer: chance has a seed.
         */
        get: operations["get_hotspots_v1_operators_hotspots_get"];
        put?: never;
        /**
         * Post Hotspots
         * @description The same question as a JSON document.
         */
        post: operations["post_hotspots_v1_operators_hotspots_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indicators/{identifier}/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某区划的指标序列
         * @description The values of an indicator for a division, period by period, and what is derived of them.
         *
         *     A period without a value says why: `before_the_record`, `not_yet`, `retired`, `not_reported` or
         *     `suppressed`; by longer periods than it is reported also `incomplete`. For a year-to-date
         *     indicator `periodic` is what the period alone brought; after one without a value it is null
         *     (`previous_not_reported`), never guessed.
         */
        get: operations["series_v1_indicators__identifier__series_get"];
        put?: never;
        /**
         * 多个区划的指标序列
         * @description The same of many divisions: of codes, or of all of a level on a day.
         *
         *     JSON is one document; the other forms are sent as they are computed, a row for each period of
         *     each division.
         */
        post: operations["series_of_many_v1_indicators__identifier__series_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indicators/{identifier}/warnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 指标预警
         * @description What the rules of an indicator's declaration find in divisions, the most urgent first.
         *
         *     Each warning has a severity and a reason in Chinese. Rules look at shown values alone; the
         *     summary counts how often one could not look, and why.
         */
        get: operations["warnings_of_v1_indicators__identifier__warnings_get"];
        put?: never;
        /**
         * 按给定规则预警
         * @description The same by rules of the body: threshold, rise, year_on_year, deviation, not_reported.
         */
        post: operations["warnings_by_rules_v1_indicators__identifier__warnings_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cameras/seeing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Seeing
         * @description The cameras whose sector holds a point, a facility or a marker on a day, nearest first.
         *
         *     off_axis_deg: how far beside the middle of the camera's view it lies, null all round. Terrain,
         *     buildings and trees are not known: `limits` says so. sensitive: cameras that see it and are only
         *     counted. unknown_view: cameras within `unknown_within_m` of which nobody knows what they see.
         */
        get: operations["seeing_v1_cameras_seeing_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cameras/near": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Near
         * @description The cameras within some metres of a point, a facility or a marker on a day, nearest first.
         *
         *     sees: whether the place lies in the sector of the camera, null where that is not known.
         */
        get: operations["near_v1_cameras_near_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cameras/seeing-line/{line}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Seeing Line
         * @description The cameras that see any of a registered line on a day, and what share of it.
         *
         *     stretches: seen by at least one camera that may be told of, as metres from the beginning of the
         *     line; `seen_m` is their length. Raises UnknownBoundary and NoCourse.
         */
        get: operations["seeing_line_v1_cameras_seeing_line__line__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cameras/mismatches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mismatches
         * @description The cameras of a day whose number names another division than the one that they stand in.
         *
         *     Which one that is, the point and the day tell. code_retired: the code of the number is none any
         *     more; `successors` are the units in which it went on, and with `agrees` the camera stands in one
         *     of them. perhaps: the point would lie in the division of the number if the coordinates had been
         *     of that system. JSON, or CSV with a byte order mark. Raises BeforeTheRecord.
         */
        get: operations["mismatches_v1_cameras_mismatches_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cameras/{number}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Made
         * @description The links that were made of a camera: for whom, why, until when, and each opening.
         */
        get: operations["made_v1_cameras__number__links_get"];
        put?: never;
        /**
         * Make
         * @description Makes a link to the live picture of a camera, or to what it recorded, for one user.
         *
         *     It is over after some minutes, as the setting allows; that it was made, for whom and why, is
         *     kept, and so is each opening. Raises UnknownCamera, NoLinkTemplate, BadLinkTemplate.
         */
        post: operations["make_v1_cameras__number__links_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cameras/links/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow
         * @description Leads to the video platform while a link lasts; keeps that it was opened, or tried.
         *
         *     403 for one that nobody made, 410 once it is over or taken back, 404 where the camera is not
         *     shown any more.
         */
        get: operations["follow_v1_cameras_links__token__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cameras/links/{token}/withdrawal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw
         * @description Takes a link back before its time. Raises UnknownCameraLink.
         */
        post: operations["withdraw_v1_cameras_links__token__withdrawal_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cameras": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cameras
         * @description The cameras of a day, by number; JSON, or CSV with a byte order mark for spreadsheets.
         *
         *     sensitive: how many more match that are only counted. The next page stays stable whatever is
         *     registered meanwhile, with `known_at`.
         */
        get: operations["cameras_v1_cameras_get"];
        put?: never;
        /**
         * Push
         * @description Takes a table of cameras: JSON array, JSON lines or CSV, with names as GB/T 28181 has them
         *     (DeviceID, Name, Longitude …) or in Chinese.
         *
         *     Good rows are stored beside refused ones, which are told with their reasons and kept. A row with
         *     `valid_from` is history, one without tells how the camera is. The same table again changes
         *     nothing. 201 where something changed, else 200.
         */
        post: operations["push_v1_cameras_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cameras/refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Refused
         * @description Rows of tables of cameras that were not stored, the latest first, each with its reason.
         *
         *     row: as it came, null where it may be a sensitive camera's.
         */
        get: operations["refused_v1_cameras_refused_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cameras/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Camera
         * @description A camera on a day: what is registered, its sector, and the divisions that it stands in.
         *
         *     divisions: by its point on the day, from the highest level down, never by its number, whose
         *     parts are in `digits` (R7.3). Raises UnknownCamera.
         */
        get: operations["camera_v1_cameras__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cameras/{number}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History
         * @description All that was ever registered of a camera, and the states that were told of it.
         *
         *     known_to: until when a version was held for true, null while it is. Raises UnknownCamera.
         */
        get: operations["history_v1_cameras__number__history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/processes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 全部长时处理
         * @description The processes (18-062r2, 7.9): long questions that are answered as jobs.
         */
        get: operations["getProcesses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/processes/{processId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一种长时处理
         * @description A process with the schemas of its inputs and outputs (7.10). Raises NoSuchProcess.
         */
        get: operations["getProcessDescription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/processes/{processId}/execution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 提问
         * @description Asks a question of a process (18-062r2, 7.11).
         *
         *     The body is `{"inputs": {…}, "outputs": {…}, "response": "raw"}`, or the table itself where the
         *     process takes one, with the other inputs as parameters. All faults of the inputs are told with
         *     their JSON pointers. With `Prefer: respond-async` the answer is 201 and the job; without it the
         *     results, waited for as long as the setting allows (504 after it, and the job goes on). It is a
         *     POST for its body: it changes no data, and needs no token.
         */
        post: operations["execute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 任务列表
         * @description The jobs of open and internal grades (clause 12), the newest first, without what was asked.
         *
         *     Several values of a parameter: any of them.
         */
        get: operations["getJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/jobs/{jobId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一项任务
         * @description How a job stands (7.12). Raises NoSuchJob.
         */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        /**
         * 取消任务
         * @description Stops a job that waits or runs, or drops the results of one that is over (clause 13).
         *
         *     Whoever works on it is stopped within a second. Dismissed twice is dismissed. Raises NoSuchJob.
         */
        delete: operations["dismiss"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/jobs/{jobId}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 任务结果
         * @description What a job made, as it was wished for with the question (7.13).
         *
         *     Of a failed one the problem that it ended with. Raises NoSuchJob, ResultNotReady (404) and
         *     ResultGone (410: past their time, or dismissed).
         */
        get: operations["getResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/jobs/{jobId}/results/{outputId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一项结果
         * @description One output as a file: that to which a result by reference links. Raises as the results.
         */
        get: operations["getOutput"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/positions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Positions
         * @description Stores fixes of one device; answers when they are durable.
         *
         *     accepted: new ones; repeated: those that were stored before (sending again does no harm);
         *     refused: index in `fixes` and reason, for each that is no position. Refused ones are kept in
         *     the log of ingest runs as they came.
         */
        post: operations["send_positions_v1_positions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/positions/osmand": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Send From Phone
         * @description Stores what a phone tells of itself, in the form of OsmAnd or of Traccar Client.
         *
         *     Query or form: `id`, `lat`, `lon` (or `location=lat,lon`), `timestamp`, `altitude` in m,
         *     `speed` in knots (or as `speed_unit` says: kn, kmh, ms), `bearing`, and any other, which is
         *     kept. JSON: `device_id` and `location`. The write token stands in the header or as `key` in the
         *     address; `device_class` is needed for a device that is new.
         *
         *     Answers when it is durable, and with 201 even where a position is refused, for a phone sends
         *     again for ever what is not taken: `refused` says why, and what came is kept in the log.
         */
        get: operations["send_from_phone_v1_positions_osmand_get"];
        put?: never;
        /**
         * Send From Phone
         * @description Stores what a phone tells of itself, in the form of OsmAnd or of Traccar Client.
         *
         *     Query or form: `id`, `lat`, `lon` (or `location=lat,lon`), `timestamp`, `altitude` in m,
         *     `speed` in knots (or as `speed_unit` says: kn, kmh, ms), `bearing`, and any other, which is
         *     kept. JSON: `device_id` and `location`. The write token stands in the header or as `key` in the
         *     address; `device_class` is needed for a device that is new.
         *
         *     Answers when it is durable, and with 201 even where a position is refused, for a phone sends
         *     again for ever what is not taken: `refused` says why, and what came is kept in the log.
         */
        post: operations["send_from_phone_v1_positions_osmand_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/track/tilejson.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某时段轨迹的 TileJSON
         * @description TileJSON 3.0.0 of the tracks in [from, to); `bounds` misses where there are none.
         */
        get: operations["track_tilejson_tiles_track_tilejson_json_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/track/WebMercatorQuad/{z}/{x}/{y}.mvt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某时段轨迹的矢量瓦片
         * @description A Mapbox vector tile of the tracks in [from, to). Raises UnknownTile.
         */
        get: operations["draw_tracks_tiles_track_WebMercatorQuad__z___x___y__mvt_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/image/picture.{encoding}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某地或某区划的一张影像图
         * @description A picture of a bbox, or of a division; 204 where no image shows any of it.
         *
         *     `Shikong-Box` tells the corners in degrees. Of a pair the earlier day is on the left.
         */
        get: operations["image_of_place_tiles_image_picture__encoding__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/image/tilejson.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某日影像的 TileJSON
         * @description TileJSON 3.0.0; its template names the edition of the day. Raises UnknownImage.
         */
        get: operations["image_tilejson_tiles_image_tilejson_json_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/image/{date}/{grid}/{z}/{x}/{y}.{encoding}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某日影像的瓦片
         * @description A picture of 256 x 256 pixels; transparent where no image shows the place, 204 if all is.
         */
        get: operations["image_tile_tiles_image__date___grid___z___x___y___encoding__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/compare/{level}/tilejson.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 两日之间变化的 TileJSON
         * @description TileJSON 3.0.0; its template names the editions of both days. Raises BadPeriod.
         */
        get: operations["comparison_tilejson_tiles_compare__level__tilejson_json_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/compare/{level}/{first}/{last}/{grid}/{z}/{x}/{y}.mvt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 两日之间变化的矢量瓦片
         * @description A vector tile of the units of a level that are other on the later of two days.
         *
         *     Days are YYYY-MM-DD, or `before`. Raises BadDate, BadPeriod, UnknownGrid and UnknownTile.
         */
        get: operations["comparison_tile_tiles_compare__level___first___last___grid___z___x___y__mvt_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/tileMatrixSets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 所有瓦片格网
         * @description The grids of the tiles (OGC API - Tiles, 20-057, clause 6.3).
         */
        get: operations["tile_matrix_sets_ogc_tileMatrixSets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/tileMatrixSets/{tileMatrixSetId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一种瓦片格网的定义
         * @description The tile matrix set of a grid (OGC 17-083r4). Raises UnknownGrid.
         */
        get: operations["tile_matrix_set_ogc_tileMatrixSets__tileMatrixSetId__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 所有图层
         * @description The declared layers with their fields and the addresses of their TileJSON.
         */
        get: operations["layers_tiles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/{layer}/tilejson.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某日某图层的 TileJSON
         * @description TileJSON 3.0.0 of a layer on a day; its template names the edition of that day.
         */
        get: operations["layer_tilejson_tiles__layer__tilejson_json_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/{layer}/{date}/{grid}/{z}/{x}/{y}.mvt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某日某图层的矢量瓦片
         * @description A Mapbox vector tile of a layer as of a day (YYYY-MM-DD, or `before`).
         *
         *     What memory or the store holds is answered before it comes here (hot_path.py).
         */
        get: operations["layer_tile_tiles__layer___date___grid___z___x___y__mvt_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/public/tiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 公开图层
         * @description The open layers that follow editions, with their open fields.
         */
        get: operations["public_layers_public_tiles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/public/tiles/image/{date}/{grid}/{z}/{x}/{y}.{encoding}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某日公开影像的瓦片
         * @description A picture of the open images as of a day, no finer than a setting (R5.6), drawn as they are
         *     drawn by default: bands, values and single images are not public.
         */
        get: operations["public_image_public_tiles_image__date___grid___z___x___y___encoding__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/public/tiles/{layer}/tilejson.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某日某公开图层的 TileJSON
         * @description TileJSON 3.0.0 of an open layer on a day, as announced by it.
         */
        get: operations["public_tilejson_public_tiles__layer__tilejson_json_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/public/tiles/{layer}/{date}/{grid}/{z}/{x}/{y}.mvt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某日某公开图层的矢量瓦片
         * @description A Mapbox vector tile of an open layer as announced by a day (YYYY-MM-DD, or `before`).
         */
        get: operations["public_tile_public_tiles__layer___date___grid___z___x___y__mvt_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * OGC API 入口
         * @description The landing page (OGC 19-072, 7.2): what there is, and where it is described.
         */
        get: operations["landing_ogc_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/conformance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 所符合的要求
         * @description The classes of requirements that are met (OGC 19-072, 7.4).
         */
        get: operations["conformance_ogc_conformance_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 全部数据集合
         * @description All collections: features, tiles and moving features (OGC 20-024).
         */
        get: operations["collections_ogc_collections_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collectionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个数据集合
         * @description One collection with the links to all that there is of it. Raises UnknownCollection.
         */
        get: operations["collection_ogc_collections__collectionId__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collectionId}/tiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个矢量图层的瓦片集
         * @description The tilesets of vector tiles of a layer, one for each grid.
         */
        get: operations["vector_tilesets_ogc_collections__collectionId__tiles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collectionId}/tiles/{tileMatrixSetId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个矢量瓦片集
         * @description The metadata of a tileset. Raises UnknownLayer, UnknownGrid.
         */
        get: operations["vector_tileset_ogc_collections__collectionId__tiles__tileMatrixSetId__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 矢量瓦片
         * @description A Mapbox vector tile by row and column (OGC 20-057, clause 7). Raises UnknownTile.
         */
        get: operations["vector_tile_ogc_collections__collectionId__tiles__tileMatrixSetId___tileMatrix___tileRow___tileCol__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collectionId}/map/tiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 影像图层的瓦片集
         * @description The tilesets of pictures of a layer, one for each grid.
         */
        get: operations["map_tilesets_ogc_collections__collectionId__map_tiles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collectionId}/map/tiles/{tileMatrixSetId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 影像瓦片集
         * @description The metadata of a tileset of pictures. Raises UnknownLayer, UnknownGrid.
         */
        get: operations["map_tileset_ogc_collections__collectionId__map_tiles__tileMatrixSetId__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collectionId}/map/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 影像瓦片
         * @description A picture by row and column, as `/tiles/image` gives it. Raises UnknownTile.
         */
        get: operations["map_tile_ogc_collections__collectionId__map_tiles__tileMatrixSetId___tileMatrix___tileRow___tileCol__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/wmts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * WMTS（KVP）
         * @description GetCapabilities or GetTile by key and value pairs.
         */
        get: operations["wmts_wmts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{name}_{matrix_set}/wmts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * WMTS，与天地图地址相同
         * @description As `/wmts`, under the addresses that clients of Tianditu have: only the host is another.
         */
        get: operations["wmts_as_tianditu__name___matrix_set__wmts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/wmts/1.0.0/WMTSCapabilities.xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * WMTS 能力文档
         * @description The capabilities document (OGC 07-057r7, clause 7.1).
         */
        get: operations["wmts_capabilities_wmts_1_0_0_WMTSCapabilities_xml_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/wmts/1.0.0/{layer}/{style}/{time}/{matrix_set}/{matrix}/{row}/{column}.{end}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * WMTS（REST）的瓦片
         * @description A tile by its path (OGC 07-057r7, clause 10.2).
         */
        get: operations["wmts_tile_wmts_1_0_0__layer___style___time___matrix_set___matrix___row___column___end__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/api": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * OGC API 接口定义
         * @description The standard faces alone, with paths below their landing page; 3.0 where nothing says 3.1.
         */
        get: operations["standard_api_ogc_api_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AnnouncementBody
         * @description An announcement. announced_on: today in Beijing when left out.
         */
        AnnouncementBody: {
            /**
             * Officer
             * @description Office and post.
             */
            officer: string;
            /** Remark */
            remark?: string | null;
            /**
             * Authority
             * @description 公告机关
             */
            authority: string;
            /**
             * Announced On
             * @description YYYY-MM-DD.
             */
            announced_on?: string | null;
        };
        /**
         * AnswerForm
         * @description In what form an answer is given. csv: its items as a table, the rest in header fields.
         * @enum {string}
         */
        AnswerForm: "json" | "csv";
        /**
         * AreaAnswer
         * @description The statistics of an image in an area. covered: share of it that the image covers.
         */
        AreaAnswer: {
            /** Image */
            image: string;
            /** Covered */
            covered: number;
            /** Values */
            values: components["schemas"]["AreaEntry"][];
        };
        /**
         * AreaEntry
         * @description What one band, or the expression, says of the area; nulls where no pixel has a value.
         *
         *     every: of how many pixels in either direction one was counted; 1 is all.
         */
        AreaEntry: {
            /** Name */
            name: string;
            /** Mean */
            mean: number | null;
            /** Median */
            median: number | null;
            /** Min */
            min: number | null;
            /** Max */
            max: number | null;
            /** Std */
            std: number | null;
            /** Quantiles */
            quantiles: {
                [key: string]: number | null;
            };
            /** Valid Pixels */
            valid_pixels: number;
            /** Total Pixels */
            total_pixels: number;
            /** Valid Share */
            valid_share: number | null;
            /** Clouded Share */
            clouded_share: number | null;
            /** Every */
            every: number;
        };
        /**
         * AreaQuestion
         * @description An image and an area: all bands, one band, or an expression.
         */
        AreaQuestion: {
            /**
             * Id
             * @description The image.
             */
            id: string;
            /**
             * Polygon
             * @description GeoJSON Polygon or MultiPolygon, CGCS2000.
             */
            polygon: {
                [key: string]: unknown;
            };
            /** Band */
            band?: string | null;
            /**
             * Expression
             * @example (nir-red)/(nir+red)
             */
            expression?: string | null;
            /**
             * Index
             * @example ndvi
             */
            index?: string | null;
            /**
             * Quantiles
             * @description Shares, 0 to 1.
             * @default []
             * @example [
             *       0.1,
             *       0.9
             *     ]
             */
            quantiles: number[];
        };
        /**
         * AreasQuestion
         * @description Many areas: features, or all divisions of a level as of a day.
         */
        AreasQuestion: {
            /**
             * Band
             * @description A band's name, or red, green, blue, nir.
             * @example NDVI
             */
            band?: string | null;
            /**
             * Index
             * @description An index by name.
             * @example ndvi
             */
            index?: string | null;
            /**
             * Expression
             * @example (nir-red)/(nir+red)
             */
            expression?: string | null;
            /**
             * From
             * @description Included; ISO 8601 with zone, or a day.
             */
            from: string;
            /**
             * To
             * @description Not included.
             */
            to: string;
            /**
             * Quantiles
             * @description Shares, 0 to 1.
             * @default []
             * @example [
             *       0.1,
             *       0.9
             *     ]
             */
            quantiles: number[];
            /**
             * Features
             * @description GeoJSON FeatureCollection of polygons, CGCS2000.
             */
            features?: {
                [key: string]: unknown;
            } | null;
            /** @description Divisions of that level. */
            level?: components["schemas"]["Level"] | null;
            /**
             * Within
             * @description Of those, what lies in this one.
             */
            within?: string | null;
            /**
             * Date
             * @description The day of the divisions.
             */
            date?: string | null;
        };
        /**
         * Basis
         * @description By which of its dates a change of divisions takes effect.
         *
         *     list: the approval where it lies within the year of its list, else 31 December, so that every
         *     yearly list is reproduced. announced: the public announcement, else 31 December. approved: the
         *     approval, else 31 December.
         * @enum {string}
         */
        Basis: "list" | "announced" | "approved";
        /**
         * BindingBody
         * @description A device at a marker.
         */
        BindingBody: {
            /**
             * Marker
             * @description Number of the marker.
             */
            marker: string;
            /**
             * Device
             * @description Identifier of a device of class marker.
             */
            device: string;
            /**
             * Person
             * @description Name or post.
             */
            person: string;
            /**
             * From
             * @description Since when; ISO 8601 with zone, or a day.
             */
            from: string;
            /**
             * To
             * @description Until when, not included; open if left out.
             */
            to?: string | null;
        };
        /**
         * By
         * @description What one value of a series is of.
         * @enum {string}
         */
        "By-Output": "scene" | "month" | "year";
        /**
         * ByAuthor
         * @description What a writing request says of who writes.
         */
        ByAuthor: {
            /**
             * Office
             * @description Code of a division, in any form.
             */
            office: string;
            /**
             * Person
             * @description Name or post.
             */
            person: string;
        };
        /**
         * Category
         * @description What a place is: the eight kinds of 《地名管理条例》, and what else registers hold.
         *
         *     natural 自然地理实体. division 行政区划. self_governing 村委会、居委会所在地 (class 216xx).
         *     park 城市公园、自然保护地. street 街路巷. residential 住宅区、楼宇.
         *     facility 交通、水利、电力、通信、气象设施. settlement 居民点. organisation 单位 (class 27xxx;
         *     27610 is the body of a village whose area is 21610). other 其他.
         * @enum {string}
         */
        Category: "natural" | "division" | "self_governing" | "park" | "street" | "residential" | "facility" | "settlement" | "organisation" | "other";
        /**
         * ChangeKind
         * @description The eleven kinds of change, and what of a unit each leaves as it was.
         *
         *     establish 设立. abolish 撤销. rename 更名 (code kept). merge 合并. split 拆分.
         *     transfer 部分划转. subordination 隶属变更, also 代管 (new code, same area). boundary 界线变更.
         *     seat 驻地迁移.
         *     type 建制类型变更 (撤县设市, 撤县设区, 乡改镇). code 代码变更 (nothing changed on the ground).
         * @enum {string}
         */
        ChangeKind: "establish" | "abolish" | "rename" | "merge" | "split" | "transfer" | "subordination" | "boundary" | "seat" | "type" | "code";
        /**
         * Choose
         * @description Which scene lies on top.
         *
         *     newest: clouds and all; what has no value is a hole. clearest: of the most pixels without
         *     clouds; clouds are holes too.
         * @enum {string}
         */
        Choose: "newest" | "clearest";
        Collection: {
            id: string;
            title?: string;
            description?: string;
            links: components["schemas"]["Link"][];
            extent?: components["schemas"]["Extent"];
            itemType?: string;
            crs?: string[];
            /** Format: uri */
            storageCrs?: string;
            /** @description Milliseconds; of moving features. */
            updateFrequency?: number;
        };
        Collections: {
            links: components["schemas"]["Link"][];
            collections: components["schemas"]["Collection"][];
            numberMatched?: number;
            numberReturned?: number;
        };
        /**
         * Comparing
         * @description How two values are compared: after minus before, or after by before.
         * @enum {string}
         */
        Comparing: "difference" | "ratio";
        /**
         * ConfirmationBody
         * @description The other side agrees that a marker was set again.
         */
        ConfirmationBody: {
            /**
             * Office
             * @description Code of a division, in any form.
             */
            office: string;
            /**
             * Person
             * @description Name or post.
             */
            person: string;
            /**
             * Side
             * @enum {string}
             */
            side: "left" | "right";
            /**
             * Checked At
             * @description ISO 8601 with zone, or a day.
             */
            checked_at: string;
            /**
             * Text
             * @default
             */
            text: string;
        };
        Conformance: {
            conformsTo: string[];
            links?: components["schemas"]["Link"][];
        };
        /**
         * CrosswalkForm
         * @description The forms of a crosswalk.
         * @enum {string}
         */
        CrosswalkForm: "json" | "csv" | "parquet";
        /**
         * DeviationRule
         * @description A value away from the seasonal norm by z robust standard deviations or more.
         */
        DeviationRule: {
            /** @default warning */
            severity: components["schemas"]["Severity"];
            /** Title */
            title?: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "deviation";
            /**
             * Z
             * @default 3.5
             */
            z: number | string;
            /** @default both */
            direction: components["schemas"]["spatial__business__declarations__warning_rules__Direction"];
        };
        /**
         * DeviceClass
         * @description What a device is; whose rights differ (R4.9).
         * @enum {string}
         */
        DeviceClass: "vehicle" | "patrol" | "personal" | "marker";
        /**
         * DifferenceBody
         * @description Two images, a place, and what counts as changed.
         */
        DifferenceBody: {
            /**
             * Office
             * @description Code of a division, in any form.
             */
            office: string;
            /**
             * Person
             * @description Name or post.
             */
            person: string;
            /**
             * Before
             * @description An image, or the newest not after a day.
             */
            before: string;
            /**
             * After
             * @description The same.
             */
            after: string;
            /**
             * Division
             * @description Its area as of `date`.
             */
            division?: string | null;
            /**
             * Polygon
             * @description GeoJSON, CGCS2000.
             */
            polygon?: {
                [key: string]: unknown;
            } | null;
            /**
             * Date
             * @description As of which the division; today.
             */
            date?: string | null;
            /** Band */
            band?: string | null;
            /**
             * Index
             * @description ndvi, ndwi, nbr.
             */
            index?: string | null;
            /** Expression */
            expression?: string | null;
            /** Threshold */
            threshold?: number | null;
            /**
             * Mads
             * @description In its place: median ± so many MAD.
             */
            mads?: number | null;
            /** @default difference */
            comparing: components["schemas"]["Comparing"];
            /** @default both */
            direction: components["schemas"]["spatial__imagery__patches__difference__Direction"];
            /**
             * Min Area M2
             * @default 0
             */
            min_area_m2: number;
            /**
             * Smooth M
             * @default 0
             */
            smooth_m: number;
            /** @default majority */
            smoothing: components["schemas"]["Smoothing"];
            /**
             * Kind
             * @default 地貌变化
             */
            kind: string;
            /**
             * Keep
             * @description False: only tell, store nothing.
             * @default true
             */
            keep: boolean;
        };
        /**
         * DifferenceKind
         * @description In what a source differs.
         *
         *     missing: it lacks a unit that the registry has on the day. extra: it has one that the registry
         *     lacks. name, level, parent, date: it gives another one. earlier, later: it shows a change before
         *     or after the day that the registry gives it. unknown_unit: it names a unit on no list. relation:
         *     it tells of kin that the lists do not bear out.
         * @enum {string}
         */
        DifferenceKind: "missing" | "extra" | "name" | "level" | "parent" | "earlier" | "later" | "date" | "unknown_unit" | "relation";
        /**
         * DivisionBody
         * @description A unit of divisions, with its limits of a day.
         */
        DivisionBody: {
            /**
             * Code
             * @description Code in any form, or an identity.
             */
            code: string;
            /**
             * Date
             * @description The day, YYYY-MM-DD.
             */
            date: string;
            /**
             * Scheme
             * @description System of codes.
             * @default mca
             */
            scheme: string;
        };
        /**
         * DraftBody
         * @description A new filing.
         */
        DraftBody: {
            kind: components["schemas"]["FilingKind"];
            category: components["schemas"]["Category"];
            /** Standard Name */
            standard_name: string;
            /**
             * Secrecy
             * @description open (公开) or internal (内部).
             */
            secrecy?: string | null;
            /**
             * Place Id
             * @description The place whose name changes.
             */
            place_id?: string | null;
            /** Roman */
            roman?: string | null;
            /** Minority Script */
            minority_script?: string | null;
            /** Language */
            language?: string | null;
            /** Former Name */
            former_name?: string | null;
            /**
             * Division Code
             * @description On the day of approval.
             */
            division_code?: string | null;
            /**
             * Location
             * @description 位置描述, a text.
             */
            location?: string | null;
            /**
             * Geometry
             * @description GeoJSON point, line or polygon, CGCS2000.
             */
            geometry?: {
                [key: string]: unknown;
            } | null;
            /** Approving Authority */
            approving_authority?: string | null;
            /** Approval No */
            approval_no?: string | null;
            /**
             * Approved On
             * @description YYYY-MM-DD.
             */
            approved_on?: string | null;
            /**
             * In Force On
             * @description First day of the change; the approval's when left out.
             */
            in_force_on?: string | null;
            /** Reason */
            reason?: string | null;
            /** Meaning */
            meaning?: string | null;
            /** Filing Authority */
            filing_authority?: string | null;
            /** Papers */
            papers?: components["schemas"]["PaperBody"][] | null;
            /**
             * Officer
             * @description Office and post.
             */
            officer: string;
            /** Remark */
            remark?: string | null;
        };
        /**
         * Encoding
         * @description The picture formats of a tile. PNG is exact; of WebP the transparency is.
         * @enum {string}
         */
        Encoding: "png" | "webp";
        ExecuteRequest: {
            inputs?: {
                [key: string]: unknown;
            };
            outputs?: {
                [key: string]: {
                    format?: {
                        mediaType?: string;
                    };
                    /** @enum {string} */
                    transmissionMode?: "value" | "reference";
                };
            };
            /** @enum {string} */
            response?: "raw" | "document";
        };
        Extent: {
            spatial?: {
                bbox: number[][];
                /** Format: uri */
                crs?: string;
            };
            temporal?: {
                interval: (string | null)[][];
                /** Format: uri */
                trs?: string;
            };
        };
        Feature: {
            /** @enum {string} */
            type: "Feature";
            id?: string | number;
            geometry: components["schemas"]["Geometry"] | null;
            properties: Record<string, never> | null;
            bbox?: number[];
            links?: components["schemas"]["Link"][];
        };
        FeatureCollection: {
            /** @enum {string} */
            type: "FeatureCollection";
            features: components["schemas"]["Feature"][];
            links?: components["schemas"]["Link"][];
            /** Format: date-time */
            timeStamp?: string;
            numberMatched?: number;
            numberReturned?: number;
        };
        /**
         * FenceBody
         * @description A new fence: its area is either drawn or that of a division.
         */
        FenceBody: {
            /**
             * Name
             * @description What it is called; 1 to 200 characters.
             */
            name: string;
            /**
             * Polygon
             * @description GeoJSON Polygon or MultiPolygon, longitude, latitude in CGCS2000.
             */
            polygon?: {
                [key: string]: unknown;
            } | null;
            division?: components["schemas"]["DivisionBody"] | null;
            /**
             * From
             * @description Start, included; ISO 8601 with zone, or a day. Now when left out; of the past it is computed as well.
             */
            from?: string | null;
            /**
             * To
             * @description End, not included; open when left out.
             */
            to?: string | null;
            /**
             * Overstay S
             * @description Seconds that a device may stay; for ever.
             */
            overstay_s?: number | null;
            /**
             * Devices
             * @description Identifiers of the register.
             */
            devices?: string[] | null;
            device_class?: components["schemas"]["DeviceClass"] | null;
            /**
             * Owner Code
             * @description Code of the division whose bureau owns the devices, as the register has it.
             */
            owner_code?: string | null;
        };
        /**
         * FilingKind
         * @description naming 命名, renaming 更名, abolition 销名 (the name is given up).
         * @enum {string}
         */
        FilingKind: "naming" | "renaming" | "abolition";
        /**
         * FilingState
         * @description draft 草稿, filed 已备案 (at the receiving office), returned 已退回, announced 已公告.
         * @enum {string}
         */
        FilingState: "draft" | "filed" | "returned" | "announced";
        /**
         * FindingBody
         * @description A problem that a record tells of.
         */
        FindingBody: {
            /**
             * Office
             * @description Code of a division, in any form.
             */
            office: string;
            /**
             * Person
             * @description Name or post.
             */
            person: string;
            /** Record */
            record: number;
            /**
             * Category
             * @description marker_damaged, building_across …
             */
            category: string;
            /** Text */
            text: string;
        };
        /**
         * FindingStepBody
         * @description What became of a finding.
         */
        FindingStepBody: {
            /**
             * Office
             * @description Code of a division, in any form.
             */
            office: string;
            /**
             * Person
             * @description Name or post.
             */
            person: string;
            /**
             * State
             * @description open, remedied, deferred or passed_on.
             */
            state: string;
            /** Text */
            text: string;
        };
        /**
         * Form
         * @description A form of features; the value is what `f=` names.
         * @enum {string}
         */
        Form: "json" | "jsonfg" | "jsonseq" | "flatgeobuf" | "parquet" | "arrow" | "csv";
        /**
         * Gaps
         * @description The share of people, cases or land beyond a distance of any facility of a dataset.
         *
         *     of: a dataset of records, which are counted where they lie; or indicator: its latest figures up
         *     to the day, spread evenly over the land of each division; or neither: the land itself. step_m:
         *     the side of the cells in which land is counted. within: only the units in this one.
         */
        Gaps: {
            /**
             * Date
             * @description Day of divisions and facilities.
             */
            date?: string | null;
            /**
             * Scheme
             * @default mca
             */
            scheme: string;
            /** @default list */
            basis: components["schemas"]["Basis"];
            /** Metres */
            metres?: number | null;
            /** Minutes */
            minutes?: number | null;
            /** @default drive */
            mode: components["schemas"]["Mode"];
            /** @default to */
            direction: components["schemas"]["spatial__business__reach__network__Direction"];
            /**
             * Off Road M
             * @default 3000
             */
            off_road_m: number;
            /** Facilities */
            facilities: string;
            /** Of */
            of?: string | null;
            /** Indicator */
            indicator?: string | null;
            /**
             * Level
             * @default county
             * @enum {string}
             */
            level: "province" | "prefecture" | "county" | "township";
            /** Within */
            within?: string | null;
            /** From */
            from?: string | null;
            /** To */
            to?: string | null;
            /** Measure */
            measure?: string | null;
            /**
             * Step M
             * @default 1000
             */
            step_m: number;
        };
        Geometry: {
            /** @enum {string} */
            type: "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon" | "GeometryCollection";
            coordinates?: unknown[];
            geometries?: components["schemas"]["Geometry"][];
        };
        /**
         * HarmoniseBody
         * @description The question; its members are the parameters of the route.
         */
        HarmoniseBody: {
            /** Indicator */
            indicator: string;
            /** @default county */
            level: components["schemas"]["Level"];
            /** @default fixed */
            policy: components["schemas"]["Policy"];
            /** Date */
            date?: string | null;
            /** From */
            from?: string | null;
            /** To */
            to?: string | null;
            /** Within */
            within?: string | null;
            /** Density */
            density?: string | null;
            /** Weights */
            weights?: string | null;
            /** @default list */
            basis: components["schemas"]["Basis"];
            /** Known At */
            known_at?: string | null;
        };
        /**
         * Header
         * @description What the columns of a CSV are called.
         * @enum {string}
         */
        Header: "name" | "title";
        /**
         * HeatForm
         * @description In what form heat is given: squares on a map, or rows of numbers.
         * @enum {string}
         */
        HeatForm: "geojson" | "json";
        /**
         * HeatQuestion
         * @description An area, a span, and a grid.
         */
        HeatQuestion: {
            /**
             * Polygon
             * @description GeoJSON Polygon or MultiPolygon, longitude, latitude in CGCS2000.
             */
            polygon: {
                [key: string]: unknown;
            };
            /**
             * From
             * @description Start, included; ISO 8601 with zone, or a day.
             */
            from: string;
            /**
             * To
             * @description End, not included; ISO 8601 with zone, or a day; 31 days later at most.
             */
            to: string;
            /**
             * Cell
             * @description Size of a cell in degrees; its corners are multiples of it.
             * @default 0.01
             */
            cell: number;
            /**
             * @description A figure for each hour, each hour of the day in Beijing, or the window.
             * @default hour
             */
            per: components["schemas"]["HeatSpan"];
            /**
             * Class
             * @description Classes of devices; all if left out.
             */
            class?: components["schemas"]["DeviceClass"][] | null;
            /**
             * @description geojson: squares; json: rows.
             * @default geojson
             */
            f: components["schemas"]["HeatForm"];
            /**
             * Known
             * @description Whether to tell what of the window is known of the devices: reads all of their fixes.
             * @default true
             */
            known: boolean;
        };
        /**
         * HeatSpan
         * @description What a row of the answer is about: each hour, an hour of the day in Beijing, the window.
         * @enum {string}
         */
        HeatSpan: "hour" | "hour_of_day" | "window";
        /**
         * Holds
         * @description What a dataset holds. facilities, areas: dated through a period; cases: dated on a day.
         * @enum {string}
         */
        Holds: "facilities" | "cases" | "areas" | "indicators";
        /**
         * Hotspots
         * @description Where, and when, cases are more than chance would have them.
         *
         *     method gi: Gi* of counts by unit. scan: the most likely cylinders of space and time. emerging:
         *     how hot spots come and go through periods. cell_m: cells of a grid in place of divisions.
         *     per: an indicator whose latest figures stand for the people of each division; gi is then of
         *     cases per head, scan is against them. hours: from, until (not included) in Beijing, over
         *     midnight where the first is later. seasons: of the weather, spring from March to May. split: gi
         *     of each part by itself. permutations: without it, of scan 199, of gi as many as it takes for one
         *     unit to be found among all (999 to 9,999).
         */
        Hotspots: {
            /**
             * Date
             * @description Day of divisions and facilities.
             */
            date?: string | null;
            /**
             * Scheme
             * @default mca
             */
            scheme: string;
            /** @default list */
            basis: components["schemas"]["Basis"];
            /** Dataset */
            dataset: string;
            /**
             * Method
             * @default gi
             * @enum {string}
             */
            method: "gi" | "scan" | "emerging";
            /**
             * Level
             * @default county
             * @enum {string}
             */
            level: "province" | "prefecture" | "county" | "township";
            /** Within */
            within?: string | null;
            /** Cell M */
            cell_m?: number | null;
            /** From */
            from?: string | null;
            /** To */
            to?: string | null;
            /** Hours */
            hours?: [
                number,
                number
            ] | null;
            /** Seasons */
            seasons?: ("spring" | "summer" | "autumn" | "winter")[] | null;
            /** Split */
            split?: ("hour" | "season") | null;
            /** Per */
            per?: string | null;
            /**
             * Period
             * @default month
             * @enum {string}
             */
            period: "day" | "week" | "month" | "quarter";
            /**
             * Longest
             * @description Periods of a cylinder of scan.
             * @default 6
             */
            longest: number;
            /**
             * Most Share
             * @description Of all cases in a circle.
             * @default 0.3
             */
            most_share: number;
            /**
             * Alpha
             * @default 0.05
             */
            alpha: number;
            /** Permutations */
            permutations?: number | null;
            /**
             * Seed
             * @default 1
             */
            seed: number;
        };
        /**
         * ImageEntry
         * @description One image. datetime: null where nobody knows when it was taken; it lies in start to end.
         */
        ImageEntry: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /**
             * Datetime
             * @description ISO 8601 in UTC; 00:00 where only the day is known.
             */
            datetime: string | null;
            /** Start */
            start: string;
            /** End */
            end: string;
            /** Time Known */
            time_known: boolean;
            /**
             * Day
             * @description The day in Beijing on which it was taken.
             */
            day: string | null;
            /**
             * Platform
             * @description The satellite, as its owner writes it.
             */
            platform: string | null;
            /** Instrument */
            instrument: string | null;
            /**
             * Level
             * @description Of processing, as its producer writes it.
             */
            level: string | null;
            /**
             * Cloud Share
             * @description 0 to 1, as its producer tells.
             */
            cloud_share: number | null;
            /**
             * Off Nadir
             * @description Degrees from straight down.
             */
            off_nadir: number | null;
            /** Bands */
            bands: string[];
            /** Resolution M */
            resolution_m: number | null;
            /**
             * Crs
             * @description Of its first file with pixels.
             */
            crs: string | null;
            /** Flags */
            flags: string[];
            /**
             * Grade
             * @description How far it may travel (密级).
             */
            grade: string;
            /** Licence */
            licence: string;
            /**
             * Drawn
             * @description Whether it has pixels that lie on the map; raw ones do not.
             */
            drawn: boolean;
            /**
             * Bbox
             * @description West, south, east, north; west > east across 180°.
             */
            bbox: number[];
            /**
             * Footprint
             * @description GeoJSON, CGCS2000.
             */
            footprint: {
                [key: string]: unknown;
            };
            /** Assets */
            assets: components["schemas"]["ImageFile"][];
            /** Tilejson */
            tilejson: string;
        };
        /**
         * ImageFile
         * @description A file of an image. bands: their names, none of a file that is no picture.
         */
        ImageFile: {
            /** Key */
            key: string;
            /**
             * Roles
             * @description As STAC knows them: data, quality, metadata …
             */
            roles: string[];
            /** Type */
            type: string;
            /** Bytes */
            bytes: number;
            /** Sha256 */
            sha256: string;
            /** Href */
            href: string;
            /** Bands */
            bands: string[];
        };
        /**
         * ImageList
         * @description Images, newest first, those of unknown time last; `total` counts beyond the limit.
         */
        ImageList: {
            /** Total */
            total: number;
            /** Images */
            images: components["schemas"]["ImageEntry"][];
        };
        /**
         * ImagePair
         * @description A place on two days. division_date: as of which the division is meant, on both.
         *
         *     same: whether both days show the same images there, and so the same picture.
         */
        ImagePair: {
            /** Division */
            division: string | null;
            /** Division Name */
            division_name: string | null;
            /** Division Date */
            division_date: string | null;
            before: components["schemas"]["PairedDay"];
            after: components["schemas"]["PairedDay"];
            /** Same */
            same: boolean;
            /**
             * Picture
             * @description Both side by side; of a division.
             */
            picture: string | null;
        };
        /**
         * InspectionBody
         * @description A new inspection: of a round, or an extra one with its reason.
         */
        InspectionBody: {
            /**
             * Office
             * @description Code of a division, in any form.
             */
            office: string;
            /**
             * Person
             * @description Name or post.
             */
            person: string;
            /**
             * Line
             * @description Of the register.
             */
            line: string;
            /** Plan Year */
            plan_year: number;
            /**
             * Round
             * @description Left out for an extra one.
             */
            round?: number | null;
            /** Reason */
            reason?: string | null;
            /** Left Office */
            left_office?: string | null;
            /** Right Office */
            right_office?: string | null;
            /**
             * Lead
             * @default left
             * @enum {string}
             */
            lead: "left" | "right";
            /**
             * @default {
             *       "within_m": 50,
             *       "radius_m": 30,
             *       "dwell_s": 60,
             *       "gap_s": 600
             *     }
             */
            measures: components["schemas"]["MeasuresBody"];
            /**
             * Day
             * @description On which it was planned; today.
             */
            day?: string | null;
        };
        /**
         * Interpolation
         * @description How the pixels of an image become those of a tile.
         * @enum {string}
         */
        Interpolation: "nearest" | "bilinear" | "cubic" | "average";
        /**
         * Isochrones
         * @description What can be reached in several times: minutes, ascending, each within the next.
         */
        Isochrones: {
            /** Lon */
            lon?: number | null;
            /** Lat */
            lat?: number | null;
            /** Facility */
            facility?: string | null;
            /** Facilities */
            facilities?: string | null;
            /** Border */
            border?: string | null;
            /**
             * Date
             * @description Day of divisions and facilities.
             */
            date?: string | null;
            /**
             * Scheme
             * @default mca
             */
            scheme: string;
            /** @default list */
            basis: components["schemas"]["Basis"];
            /** Minutes */
            minutes: number[];
            /** @default drive */
            mode: components["schemas"]["Mode"];
            /** @default from */
            direction: components["schemas"]["spatial__business__reach__network__Direction"];
            /**
             * Off Road M
             * @default 3000
             */
            off_road_m: number;
        };
        JobList: {
            jobs: components["schemas"]["StatusInfo"][];
            links: components["schemas"]["Link"][];
        };
        LandingPage: {
            title?: string;
            description?: string;
            links: components["schemas"]["Link"][];
        };
        /**
         * Language
         * @description The two encodings of CQL2.
         * @enum {string}
         */
        Language: "cql2-text" | "cql2-json";
        /**
         * Level
         * @description The levels of division, from the highest to the lowest.
         * @enum {string}
         */
        Level: "province" | "prefecture" | "county" | "township" | "village";
        Link: {
            rel: string;
            /** @description URI, or a template with `templated`. */
            href: string;
            type?: string;
            title?: string;
            hreflang?: string;
            length?: number;
            templated?: boolean;
        };
        /**
         * LinkBody
         * @description For whom a link is, why, and of what.
         */
        LinkBody: {
            /**
             * User
             * @description Who will look; an account, once there are accounts.
             */
            user: string;
            /**
             * Purpose
             * @description What for; it is kept.
             */
            purpose: string;
            /** @default live */
            kind: components["schemas"]["Use"];
            /**
             * From
             * @description Of a playback: ISO 8601 with zone.
             */
            from?: string | null;
            /**
             * To
             * @description Its end; ten minutes when left out.
             */
            to?: string | null;
            /**
             * Minutes
             * @description How long the link lasts; 5, or less by the setting.
             */
            minutes?: number | null;
        };
        /**
         * Measure
         * @description What is told of the records of a cell; of figures always the sum.
         * @enum {string}
         */
        Measure: "count" | "sum" | "mean" | "min" | "max";
        /**
         * MeasuresBody
         * @description By what tracks are judged; what is left out is as usual.
         */
        MeasuresBody: {
            /**
             * Within M
             * @description Of the line.
             * @default 50
             */
            within_m: number;
            /**
             * Radius M
             * @description Of a marker.
             * @default 30
             */
            radius_m: number;
            /**
             * Dwell S
             * @description Of a visit.
             * @default 60
             */
            dwell_s: number;
            /**
             * Gap S
             * @description Beyond it a device is not known.
             * @default 600
             */
            gap_s: number;
        };
        /**
         * Mismatch
         * @description In which way a number and a point disagree.
         *
         *     code_retired: the code is no longer one on the day; its successors are told. elsewhere: it is
         *     one, and the point lies in another unit. code_not_yet: it is one only later. code_unknown: no
         *     list ever held it. nowhere: the point lies in no division, as at sea.
         * @enum {string}
         */
        Mismatch: "code_retired" | "elsewhere" | "code_not_yet" | "code_unknown" | "nowhere";
        /**
         * Mode
         * @description How somebody goes. WALK: 5 km/h on all roads that may be walked, either way.
         * @enum {string}
         */
        Mode: "drive" | "walk";
        /**
         * Motion
         * @description What can be asked of a part.
         * @enum {string}
         */
        Motion: "distance" | "velocity" | "acceleration";
        MovingFeature: components["schemas"]["Feature"] & {
            time?: string[];
            temporalGeometry?: components["schemas"]["MovingGeometry"];
            crs?: Record<string, never>;
            trs?: Record<string, never>;
        };
        MovingFeatureCollection: {
            /** @enum {string} */
            type: "FeatureCollection";
            features: components["schemas"]["MovingFeature"][];
            crs?: Record<string, never>;
            trs?: Record<string, never>;
            links?: components["schemas"]["Link"][];
            /** Format: date-time */
            timeStamp?: string;
            numberMatched?: number;
            numberReturned?: number;
        };
        MovingGeometry: {
            type: string;
            prisms?: components["schemas"]["MovingPoint"][];
        };
        MovingPoint: {
            id?: string;
            /** @enum {string} */
            type: "MovingPoint";
            datetimes: string[];
            coordinates: number[][];
            interpolation?: string;
        };
        /**
         * Nearest
         * @description The facilities nearest to a point. by: metres along the ground, or minutes by road.
         *
         *     most_minutes: farther ones are not looked for.
         */
        Nearest: {
            /**
             * Date
             * @description Day of divisions and facilities.
             */
            date?: string | null;
            /**
             * Scheme
             * @default mca
             */
            scheme: string;
            /** @default list */
            basis: components["schemas"]["Basis"];
            /**
             * Lon
             * @description Degrees east, CGCS2000.
             */
            lon: number;
            /**
             * Lat
             * @description Degrees north, CGCS2000.
             */
            lat: number;
            /** Dataset */
            dataset: string;
            /**
             * By
             * @default metres
             * @enum {string}
             */
            by: "metres" | "minutes";
            /**
             * Limit
             * @default 5
             */
            limit: number;
            /** @default drive */
            mode: components["schemas"]["Mode"];
            /** @default from */
            direction: components["schemas"]["spatial__business__reach__network__Direction"];
            /**
             * Most Minutes
             * @default 240
             */
            most_minutes: number;
            /**
             * Off Road M
             * @default 3000
             */
            off_road_m: number;
        };
        /**
         * NotReported
         * @description No value for `periods` periods in a row, though the division stands in the list.
         */
        NotReported: {
            /** @default warning */
            severity: components["schemas"]["Severity"];
            /** Title */
            title?: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "not_reported";
            /**
             * Periods
             * @default 1
             */
            periods: number;
        };
        /**
         * PageForm
         * @description A form of a document that both programs and persons read.
         * @enum {string}
         */
        PageForm: "json" | "html";
        /**
         * PairedDay
         * @description What is to be seen of the place on a day.
         *
         *     edition: the last day on which anything was taken; null before all images. covered: the share
         *     of the place that the images cover, 0 to 1. lacking: by image, why the index cannot be drawn.
         */
        PairedDay: {
            /** Date */
            date: string;
            /** Edition */
            edition: string | null;
            /** Covered */
            covered: number;
            /** Images */
            images: components["schemas"]["PairedImage"][];
            /** Lacking */
            lacking: {
                [key: string]: string;
            };
            /** Tilejson */
            tilejson: string;
        };
        /**
         * PairedImage
         * @description One image of a day, the one on top first. cloud_share: of the whole image, 0 to 1.
         */
        PairedImage: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /** Datetime */
            datetime: string;
            /** Resolution M */
            resolution_m: number | null;
            /** Cloud Share */
            cloud_share: number | null;
        };
        /**
         * Paper
         * @description The papers of a filing.
         *
         *     report 备案报告, approval 批准文件, application 申请书, appraisal 专家论证报告,
         *     opinions 征求意见报告, hearing 听证报告, assessment 综合评估报告, other.
         * @enum {string}
         */
        Paper: "report" | "approval" | "application" | "appraisal" | "opinions" | "hearing" | "assessment" | "other";
        /**
         * PaperBody
         * @description A paper of the filing: what it is, its name, its SHA-256 and where it is kept.
         */
        PaperBody: {
            kind: components["schemas"]["Paper"];
            /** Name */
            name: string;
            /** Sha256 */
            sha256?: string | null;
            /** Reference */
            reference?: string | null;
        };
        /**
         * PartyBody
         * @description A device that counts for a side.
         */
        PartyBody: {
            /**
             * Office
             * @description Code of a division, in any form.
             */
            office: string;
            /**
             * Person
             * @description Name or post.
             */
            person: string;
            /**
             * Side
             * @enum {string}
             */
            side: "left" | "right";
            /**
             * Device
             * @description Of the register.
             */
            device: string;
            /** Bearer */
            bearer?: string | null;
            /**
             * From
             * @description Included.
             */
            from: string;
            /**
             * To
             * @description Not included; open when left out.
             */
            to?: string | null;
        };
        /**
         * PatchStepBody
         * @description A state that a patch reaches, and what that state needs.
         */
        PatchStepBody: {
            /**
             * Office
             * @description Code of a division, in any form.
             */
            office: string;
            /**
             * Person
             * @description Name or post.
             */
            person: string;
            /**
             * To
             * @enum {string}
             */
            to: "assigned" | "checked" | "confirmed" | "dismissed" | "rechecked";
            /**
             * At
             * @description When it happened; now.
             */
            at?: string | null;
            /**
             * After
             * @description Number of the last step that was seen.
             */
            after?: number | null;
            /**
             * Note
             * @description The reason, of a decision.
             */
            note?: string | null;
            /**
             * Assignee Office
             * @description Who checks: code.
             */
            assignee_office?: string | null;
            /** Assignee */
            assignee?: string | null;
            /**
             * Due
             * @description Last day of the term.
             */
            due?: string | null;
            /**
             * Photo
             * @description Deposited at /v1/files.
             */
            photo?: string | null;
            /**
             * Position
             * @description Where the checker stood: longitude, latitude, CGCS2000.
             */
            position?: [
                number,
                number
            ] | null;
            /**
             * Device
             * @description Carried.
             */
            device?: string | null;
        };
        /**
         * PeriodEntry
         * @description What the images of a month (2013-09) or year say together; scenes: of them with a value.
         */
        PeriodEntry: {
            /** Mean */
            mean: number | null;
            /** Median */
            median: number | null;
            /** Min */
            min: number | null;
            /** Max */
            max: number | null;
            /** Std */
            std: number | null;
            /** Quantiles */
            quantiles: {
                [key: string]: number | null;
            };
            /** Valid Pixels */
            valid_pixels: number;
            /** Total Pixels */
            total_pixels: number;
            /** Valid Share */
            valid_share: number | null;
            /** Clouded Share */
            clouded_share: number | null;
            /** Reason */
            reason: string | null;
            /** Anomaly */
            anomaly?: number | null;
            /** Normal */
            normal?: number | null;
            /** Standardised */
            standardised?: number | null;
            /** Normal Years */
            normal_years?: number | null;
            /** Period */
            period: string;
            /** Scenes */
            scenes: number;
        };
        /**
         * PeriodUnit
         * @description Of which length the periods of an indicator are; weeks begin on Monday (ISO 8601).
         * @enum {string}
         */
        PeriodUnit: "day" | "week" | "month" | "quarter" | "half_year" | "year";
        /**
         * PlanBody
         * @description Years of many lines in a round: all or none.
         */
        PlanBody: {
            /**
             * Office
             * @description Code of a division, in any form.
             */
            office: string;
            /**
             * Person
             * @description Name or post.
             */
            person: string;
            /** Round */
            round: number;
            /** Lines */
            lines: components["schemas"]["PlannedYear"][];
            /** @description As usual when left out; of a moved line as it was. */
            measures?: components["schemas"]["MeasuresBody"] | null;
        };
        /**
         * PlannedYear
         * @description A line and its year.
         */
        PlannedYear: {
            /**
             * Line
             * @description Of the register.
             */
            line: string;
            /** Year */
            year: number;
        };
        /**
         * PointAnswer
         * @description The values of one image at a point; none where the image does not show it.
         */
        PointAnswer: {
            /** Image */
            image: string;
            /** Datetime */
            datetime: string | null;
            /** Values */
            values: components["schemas"]["PointEntry"][];
        };
        /**
         * PointBody
         * @description A point of a question.
         */
        PointBody: {
            /** Lon */
            lon: number;
            /** Lat */
            lat: number;
            /** Date */
            date?: string | null;
            /** Key */
            key?: string | null;
        };
        /**
         * PointEntry
         * @description What one band, or the expression, says; null where the pixel has no value.
         */
        PointEntry: {
            /** Name */
            name: string;
            /** Value */
            value: number | null;
        };
        /**
         * Policy
         * @description On which divisions figures are told.
         *
         *     as_reported: of each period its own. fixed: of one date, before, within or after the data.
         *     common_atoms: the smallest groups of units that stay whole through all periods.
         * @enum {string}
         */
        Policy: "as_reported" | "fixed" | "common_atoms";
        /** @description RFC 9457; more members tell what was asked and what is allowed. */
        Problem: {
            /**
             * Format: uri
             * @description Stable, for programs to test: urn:shikong:problem:…
             */
            type: string;
            title: string;
            status: number;
            detail: string;
        };
        Process: components["schemas"]["ProcessSummary"] & {
            inputs: {
                [key: string]: Record<string, never>;
            };
            outputs: {
                [key: string]: Record<string, never>;
            };
        };
        ProcessList: {
            processes: components["schemas"]["ProcessSummary"][];
            links: components["schemas"]["Link"][];
        };
        ProcessSummary: {
            id: string;
            title?: string;
            description?: string;
            version: string;
            keywords?: string[];
            jobControlOptions?: ("sync-execute" | "async-execute" | "dismiss")[];
            outputTransmission?: ("value" | "reference")[];
            links: components["schemas"]["Link"][];
        };
        /**
         * Profile
         * @description A profile of GeoJSON (OGC 21-045r1, GeoJSON Profiles).
         * @enum {string}
         */
        Profile: "rfc7946" | "jsonfg" | "jsonfg-plus";
        /**
         * PropertyName
         * @description What fixes may tell beside their place.
         * @enum {string}
         */
        PropertyName: "altitude" | "speed" | "course";
        /**
         * Relation
         * @description What is asked. IN: which records meet the areas. BEYOND: what of them lies outside.
         * @enum {string}
         */
        Relation: "in" | "beyond";
        /**
         * ReturnBody
         * @description A filing goes back: with the reason.
         */
        ReturnBody: {
            /**
             * Officer
             * @description Office and post.
             */
            officer: string;
            /** Remark */
            remark: string;
        };
        /**
         * RevisionBody
         * @description Changes of a draft or a returned filing. revision: the one that the officer has read.
         */
        RevisionBody: {
            kind?: components["schemas"]["FilingKind"] | null;
            category?: components["schemas"]["Category"] | null;
            /** Standard Name */
            standard_name?: string | null;
            /**
             * Secrecy
             * @description open (公开) or internal (内部).
             */
            secrecy?: string | null;
            /**
             * Place Id
             * @description The place whose name changes.
             */
            place_id?: string | null;
            /** Roman */
            roman?: string | null;
            /** Minority Script */
            minority_script?: string | null;
            /** Language */
            language?: string | null;
            /** Former Name */
            former_name?: string | null;
            /**
             * Division Code
             * @description On the day of approval.
             */
            division_code?: string | null;
            /**
             * Location
             * @description 位置描述, a text.
             */
            location?: string | null;
            /**
             * Geometry
             * @description GeoJSON point, line or polygon, CGCS2000.
             */
            geometry?: {
                [key: string]: unknown;
            } | null;
            /** Approving Authority */
            approving_authority?: string | null;
            /** Approval No */
            approval_no?: string | null;
            /**
             * Approved On
             * @description YYYY-MM-DD.
             */
            approved_on?: string | null;
            /**
             * In Force On
             * @description First day of the change; the approval's when left out.
             */
            in_force_on?: string | null;
            /** Reason */
            reason?: string | null;
            /** Meaning */
            meaning?: string | null;
            /** Filing Authority */
            filing_authority?: string | null;
            /** Papers */
            papers?: components["schemas"]["PaperBody"][] | null;
            /**
             * Officer
             * @description Office and post.
             */
            officer: string;
            /** Remark */
            remark?: string | null;
            /** Revision */
            revision?: number | null;
        };
        /**
         * Rise
         * @description A rise (or fall) from each period to the next, `periods` times in a row.
         *
         *     percent: how much it is at least in all, of the value before it.
         */
        Rise: {
            /** @default warning */
            severity: components["schemas"]["Severity"];
            /** Title */
            title?: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "rise";
            /**
             * Periods
             * @default 3
             */
            periods: number;
            /**
             * Direction
             * @default up
             * @enum {string}
             */
            direction: "up" | "down";
            /**
             * Percent
             * @default 0
             */
            percent: number | string;
        };
        /**
         * RoundBody
         * @description A new round.
         */
        RoundBody: {
            /**
             * Office
             * @description Code of a division, in any form.
             */
            office: string;
            /**
             * Person
             * @description Name or post.
             */
            person: string;
            /** Number */
            number: number;
            /**
             * From
             * @description Its first day; it lasts five years.
             */
            from: string;
            /**
             * Name
             * @description 第五轮 …
             */
            name?: string | null;
        };
        /**
         * SceneEntry
         * @description What one image says.
         */
        SceneEntry: {
            /** Mean */
            mean: number | null;
            /** Median */
            median: number | null;
            /** Min */
            min: number | null;
            /** Max */
            max: number | null;
            /** Std */
            std: number | null;
            /** Quantiles */
            quantiles: {
                [key: string]: number | null;
            };
            /** Valid Pixels */
            valid_pixels: number;
            /** Total Pixels */
            total_pixels: number;
            /** Valid Share */
            valid_share: number | null;
            /** Clouded Share */
            clouded_share: number | null;
            /** Reason */
            reason: string | null;
            /** Anomaly */
            anomaly?: number | null;
            /** Normal */
            normal?: number | null;
            /** Standardised */
            standardised?: number | null;
            /** Normal Years */
            normal_years?: number | null;
            /** Image */
            image: string;
            /** Datetime */
            datetime: string;
        };
        /**
         * SentFix
         * @description One fix as sent. Ranges are judged for each, so that one bad fix does not lose the others.
         */
        SentFix: {
            /**
             * Time
             * @description ISO 8601 with zone, by the device's clock.
             */
            time: string;
            /**
             * Lon
             * @description Degrees east, CGCS2000.
             */
            lon: number;
            /**
             * Lat
             * @description Degrees north, CGCS2000.
             */
            lat: number;
            /** Altitude M */
            altitude_m?: number | null;
            /** Speed Kmh */
            speed_kmh?: number | null;
            /**
             * Course
             * @description Degrees clockwise from north.
             */
            course?: number | null;
        };
        /**
         * SentPositions
         * @description Fixes of one device, in any order.
         */
        SentPositions: {
            /**
             * Device
             * @description Identifier: 1 to 64 letters, digits, or _ . : -
             */
            device: string;
            /**
             * Device Class
             * @description vehicle, patrol, personal or marker; needed for a device that is new.
             */
            device_class?: string | null;
            /** Fixes */
            fixes: components["schemas"]["SentFix"][];
        };
        /**
         * Series
         * @description The values, oldest first. band: the band, index or expression that was asked.
         */
        Series: {
            /** Band */
            band: string;
            by: components["schemas"]["By-Output"];
            area: components["schemas"]["SeriesArea"];
            /** Values */
            values: components["schemas"]["SceneEntry"][] | components["schemas"]["PeriodEntry"][];
        };
        /**
         * SeriesArea
         * @description Of what the values are. km2: geodesic. The rest of a division alone; grade: of its shape.
         */
        SeriesArea: {
            /** Km2 */
            km2: number;
            /** Division */
            division?: string | null;
            /** Name */
            name?: string | null;
            /** Date */
            date?: string | null;
            /** Grade */
            grade?: string | null;
        };
        /**
         * SeriesBody
         * @description A series of many divisions: of codes, or of all of a level on a day.
         */
        SeriesBody: {
            /**
             * Divisions
             * @description Their codes, in any form.
             */
            divisions?: string[] | null;
            /** @description All divisions of that level. */
            level?: components["schemas"]["Level"] | null;
            /**
             * Within
             * @description Of those, what lies in this one.
             */
            within?: string | null;
            /**
             * Date
             * @description The day of the divisions of a level; the last day if left out.
             */
            date?: string | null;
            /**
             * From
             * @description First period: 2018-01, 2018-Q1, 2018 …
             */
            from: string;
            /**
             * To
             * @description Last period, included.
             */
            to: string;
            /** @description The indicator's own if left out. */
            by?: components["schemas"]["PeriodUnit"] | null;
            /**
             * Measures
             * @description Any of periodic, cumulative, year_on_year, period_on_period, moving_mean, index, rate, season, anomaly.
             * @default []
             */
            measures: string[];
            /**
             * Window
             * @description Periods of the moving mean.
             * @default 3
             */
            window: number;
            /**
             * Centred
             * @description Whether the period is in its middle.
             * @default false
             */
            centred: boolean;
            /**
             * Least
             * @description Values that it needs; all if left out.
             */
            least?: number | null;
            /**
             * Base
             * @description The period whose index is 100.
             */
            base?: string | null;
            /**
             * Per
             * @description With what a rate is multiplied.
             * @default 1000
             */
            per: number | string;
            /**
             * Denominator
             * @description The indicator of the rate.
             */
            denominator?: string | null;
            /**
             * Unusual
             * @description Robust z of an anomaly.
             * @default 3.5
             */
            unusual: number;
            /**
             * Basis
             * @description On which divisions the values are.
             * @default as_reported
             */
            basis: string;
            /**
             * On
             * @description The day of the basis fixed.
             */
            on?: string | null;
            /**
             * Known At
             * @description Whose knowledge answers.
             */
            known_at?: string | null;
        };
        /**
         * SeriesQuestion
         * @description One area: a polygon, or a division as of a day.
         */
        SeriesQuestion: {
            /**
             * Band
             * @description A band's name, or red, green, blue, nir.
             * @example NDVI
             */
            band?: string | null;
            /**
             * Index
             * @description An index by name.
             * @example ndvi
             */
            index?: string | null;
            /**
             * Expression
             * @example (nir-red)/(nir+red)
             */
            expression?: string | null;
            /**
             * From
             * @description Included; ISO 8601 with zone, or a day.
             */
            from: string;
            /**
             * To
             * @description Not included.
             */
            to: string;
            /**
             * Quantiles
             * @description Shares, 0 to 1.
             * @default []
             * @example [
             *       0.1,
             *       0.9
             *     ]
             */
            quantiles: number[];
            /**
             * Polygon
             * @description GeoJSON Polygon or MultiPolygon, CGCS2000.
             */
            polygon?: {
                [key: string]: unknown;
            } | null;
            /**
             * Division
             * @description Its code, in any form.
             */
            division?: string | null;
            /**
             * Date
             * @description The day as of which the division is meant; today if left out.
             */
            date?: string | null;
            /**
             * @description Of what one value is; months and years: Beijing.
             * @default scene
             */
            by: components["schemas"]["spatial__imagery__periods__By"];
            /**
             * Anomaly
             * @description Also how far each value is from the mean of the same month of the other years of the window.
             * @default false
             */
            anomaly: boolean;
        };
        /**
         * Severity
         * @description How urgent a warning is: 提示, 预警, 警报 (rising).
         * @enum {string}
         */
        Severity: "notice" | "warning" | "alarm";
        /**
         * SheetBody
         * @description A record sheet.
         */
        SheetBody: {
            /**
             * Office
             * @description Code of a division, in any form.
             */
            office: string;
            /**
             * Person
             * @description Name or post.
             */
            person: string;
            /**
             * Side
             * @enum {string}
             */
            side: "left" | "right" | "both";
            /**
             * Subject
             * @description marker, reference, segment, feature …
             */
            subject: string;
            /**
             * Checked At
             * @description ISO 8601 with zone, or a day.
             */
            checked_at: string;
            /**
             * Condition
             * @description intact, worn …
             */
            condition?: string | null;
            /**
             * Text
             * @default
             */
            text: string;
            /** Marker */
            marker?: string | null;
            /** From M */
            from_m?: number | null;
            /** To M */
            to_m?: number | null;
            /** Device */
            device?: string | null;
            /**
             * Lon
             * @description Degrees, CGCS2000.
             */
            lon?: number | null;
            /**
             * Lat
             * @description Degrees, CGCS2000.
             */
            lat?: number | null;
            /**
             * Reset
             * @description restored, relocated or rebuilt: how it was set.
             */
            reset?: string | null;
            /**
             * Accuracy M
             * @description Of its position.
             */
            accuracy_m?: number | null;
            /**
             * Details
             * @description More facts, by name.
             */
            details?: {
                [key: string]: string | number | boolean | null;
            };
            /** Corrects */
            corrects?: number | null;
        };
        /**
         * Smoothing
         * @description How single pixels are kept from becoming patches.
         *
         *     majority: a pixel counts where most of those about it do; it closes rows of stones and drops
         *     speckle. opening: what is narrower than so much goes, nothing is added.
         * @enum {string}
         */
        Smoothing: "majority" | "opening";
        /**
         * Sound
         * @description What counts as the same.
         *
         *     name: the same characters. tones: also the same pinyin with tones. toneless: also without.
         * @enum {string}
         */
        Sound: "name" | "tones" | "toneless";
        /**
         * Status
         * @description The states of a job, by the names of the standard.
         * @enum {string}
         */
        Status: "accepted" | "running" | "successful" | "failed" | "dismissed";
        StatusInfo: {
            processID: string;
            /** @enum {string} */
            type: "process";
            jobID: string;
            /** @enum {string} */
            status: "accepted" | "running" | "successful" | "failed" | "dismissed";
            progress?: number;
            message?: string;
            /** Format: date-time */
            created?: string;
            /** Format: date-time */
            started?: string;
            /** Format: date-time */
            finished?: string;
            /** Format: date-time */
            updated?: string;
            /**
             * Format: date-time
             * @description End of its results.
             */
            expires?: string;
            links: components["schemas"]["Link"][];
        };
        /**
         * TableForm
         * @description A form of table that comes or goes.
         * @enum {string}
         */
        TableForm: "csv" | "parquet" | "arrow";
        /**
         * TableOf
         * @description What the rows of a table are: single records, or values of indicators.
         * @enum {string}
         */
        TableOf: "records" | "figures";
        /**
         * Tell
         * @description What the items of a change of facilities are: units with numbers, or single facilities.
         * @enum {string}
         */
        Tell: "units" | "records";
        TemporalGeometrySequence: {
            /** @enum {string} */
            type: "TemporalGeometrySequence";
            geometrySequence: components["schemas"]["MovingPoint"][];
            crs?: Record<string, never>;
            trs?: Record<string, never>;
            links?: components["schemas"]["Link"][];
            /** Format: date-time */
            timeStamp?: string;
            numberReturned?: number;
        };
        TemporalProperties: {
            temporalProperties: components["schemas"]["TemporalProperty"][];
            links?: components["schemas"]["Link"][];
            /** Format: date-time */
            timeStamp?: string;
            numberMatched?: number;
            numberReturned?: number;
        };
        TemporalProperty: {
            name: string;
            type: string;
            /** @description Unit, UCUM. */
            form?: string;
            description?: string;
            valueSequence?: components["schemas"]["TemporalValues"][];
            links?: components["schemas"]["Link"][];
            /** Format: date-time */
            timeStamp?: string;
            numberReturned?: number;
        };
        TemporalValues: {
            datetimes: string[];
            values: (number | null)[];
            interpolation?: string;
        };
        /**
         * Threshold
         * @description The value; what the period alone brought (periodic); or the rate, where the question has a
         *     denominator.
         */
        Threshold: {
            /** @default warning */
            severity: components["schemas"]["Severity"];
            /** Title */
            title?: string | null;
            /** Above */
            above?: number | string | null;
            /** Below */
            below?: number | string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "threshold";
            /**
             * Of
             * @default value
             * @enum {string}
             */
            of: "value" | "periodic" | "rate";
        };
        TileJson: {
            tilejson: string;
            tiles: string[];
            vector_layers?: Record<string, never>[];
            minzoom?: number;
            maxzoom?: number;
            bounds?: number[];
            attribution?: string;
        };
        TileMatrixSet: {
            id?: string;
            title?: string;
            crs: string;
            tileMatrices: Record<string, never>[];
        };
        TileMatrixSets: {
            tileMatrixSets: {
                id?: string;
                title?: string;
                crs?: string;
                links: components["schemas"]["Link"][];
            }[];
        };
        TileSet: {
            title?: string;
            /** @enum {string} */
            dataType: "map" | "vector" | "coverage";
            crs: string;
            tileMatrixSetId?: string;
            /** Format: uri */
            tileMatrixSetURI?: string;
            links: components["schemas"]["Link"][];
            tileMatrixSetLimits?: {
                tileMatrix: string;
                minTileRow: number;
                maxTileRow: number;
                minTileCol: number;
                maxTileCol: number;
            }[];
            layers?: Record<string, never>[];
            boundingBox?: Record<string, never>;
        };
        TileSets: {
            tilesets: components["schemas"]["TileSet"][];
            links?: components["schemas"]["Link"][];
        };
        /**
         * TrackForm
         * @description In what form a track is given.
         * @enum {string}
         */
        TrackForm: "geojson" | "gpx" | "parquet" | "mfjson";
        /**
         * TranslateBody
         * @description Rows as /v1/divisions/translate takes them.
         */
        TranslateBody: {
            /**
             * Date
             * @description YYYY-MM-DD; today if left out.
             */
            date?: string | null;
            /**
             * Scheme
             * @default mca
             */
            scheme: string;
            /** @default list */
            basis: components["schemas"]["Basis"];
            /**
             * Known At
             * @description Of the divisions: ISO 8601.
             */
            known_at?: string | null;
            /**
             * Data Known At
             * @description Of the business data: ISO 8601.
             */
            data_known_at?: string | null;
            /** Rows */
            rows: ({
                [key: string]: unknown;
            } | string)[];
            /** To */
            to?: string | null;
            /** To Scheme */
            to_scheme?: string | null;
        };
        /**
         * Unit
         * @description The spans that a profile is made of: hours, or days in Beijing.
         * @enum {string}
         */
        Unit: "hour" | "day";
        /**
         * Use
         * @description What a link shows: the picture of now, or what was recorded.
         * @enum {string}
         */
        Use: "live" | "playback";
        /**
         * UserBody
         * @description Who takes a link back.
         */
        UserBody: {
            /** User */
            user: string;
        };
        /**
         * Version
         * @description Versions of OpenAPI in which the document is told.
         * @enum {string}
         */
        Version: "3.0" | "3.1";
        /**
         * WarningsBody
         * @description Rules and the divisions that they are looked at in.
         */
        WarningsBody: {
            /**
             * Rules
             * @description Those of the indicator's declaration if left out.
             * @example [
             *       {
             *         "kind": "rise",
             *         "percent": 10,
             *         "periods": 3,
             *         "severity": "warning"
             *       }
             *     ]
             */
            rules?: (components["schemas"]["Threshold"] | components["schemas"]["YearOnYear"] | components["schemas"]["Rise"] | components["schemas"]["DeviationRule"] | components["schemas"]["NotReported"])[] | null;
            /**
             * Divisions
             * @description Their codes, in any form.
             */
            divisions?: string[] | null;
            /** @description All divisions of that level. */
            level?: components["schemas"]["Level"] | null;
            /**
             * Within
             * @description Of those, what lies in this one.
             */
            within?: string | null;
            /**
             * Date
             * @description The day of the divisions of a level; the last day if left out.
             */
            date?: string | null;
            /**
             * At
             * @description The period that is judged; the last whole one if left out.
             */
            at?: string | null;
            /** @description The indicator's own if left out. */
            by?: components["schemas"]["PeriodUnit"] | null;
            /**
             * @description The least that is answered.
             * @default notice
             */
            severity: components["schemas"]["Severity"];
            /**
             * Per
             * @description With what a rate is multiplied.
             * @default 1000
             */
            per: number | string;
            /**
             * Denominator
             * @description The indicator of a rate.
             */
            denominator?: string | null;
            /**
             * Basis
             * @description On which divisions the values are.
             * @default as_reported
             */
            basis: string;
            /**
             * On
             * @description The day of the basis fixed.
             */
            on?: string | null;
            /**
             * Known At
             * @description Whose knowledge answers.
             */
            known_at?: string | null;
        };
        /**
         * WhichBody
         * @description Points, or records of a dataset by key.
         */
        WhichBody: {
            /**
             * Date
             * @description YYYY-MM-DD; today if left out.
             */
            date?: string | null;
            /**
             * Scheme
             * @default mca
             */
            scheme: string;
            /** @default list */
            basis: components["schemas"]["Basis"];
            /**
             * Known At
             * @description Of the divisions: ISO 8601.
             */
            known_at?: string | null;
            /**
             * Data Known At
             * @description Of the business data: ISO 8601.
             */
            data_known_at?: string | null;
            /** Points */
            points?: components["schemas"]["PointBody"][];
            /** Dataset */
            dataset?: string | null;
            /** Keys */
            keys?: string[];
            /** Levels */
            levels?: components["schemas"]["Level"][] | null;
        };
        /**
         * WithdrawalBody
         * @description Who takes a binding back.
         */
        WithdrawalBody: {
            /**
             * Person
             * @description Name or post.
             */
            person: string;
        };
        /**
         * Within
         * @description Which records of a dataset lie within a distance or a travel time.
         *
         *     from, to: days of cases, the last not included; without them all up to the day. measure: a
         *     numeric field that is summed in place of counting. level: of the divisions that count them.
         */
        Within: {
            /** Lon */
            lon?: number | null;
            /** Lat */
            lat?: number | null;
            /** Facility */
            facility?: string | null;
            /** Facilities */
            facilities?: string | null;
            /** Border */
            border?: string | null;
            /**
             * Date
             * @description Day of divisions and facilities.
             */
            date?: string | null;
            /**
             * Scheme
             * @default mca
             */
            scheme: string;
            /** @default list */
            basis: components["schemas"]["Basis"];
            /** Metres */
            metres?: number | null;
            /** Minutes */
            minutes?: number | null;
            /** @default drive */
            mode: components["schemas"]["Mode"];
            /** @default from */
            direction: components["schemas"]["spatial__business__reach__network__Direction"];
            /**
             * Off Road M
             * @default 3000
             */
            off_road_m: number;
            /** Dataset */
            dataset: string;
            /**
             * Level
             * @default county
             * @enum {string}
             */
            level: "province" | "prefecture" | "county" | "township";
            /** From */
            from?: string | null;
            /** To */
            to?: string | null;
            /** Measure */
            measure?: string | null;
            /**
             * Limit
             * @description Facilities that are listed.
             * @default 1000
             */
            limit: number;
        };
        /**
         * WithinQuestion
         * @description An area and a span.
         */
        WithinQuestion: {
            /**
             * Polygon
             * @description GeoJSON Polygon or MultiPolygon, longitude, latitude in CGCS2000.
             */
            polygon: {
                [key: string]: unknown;
            };
            /**
             * From
             * @description Start, included; ISO 8601 with zone, or a day.
             */
            from: string;
            /**
             * To
             * @description End, not included; ISO 8601 with zone, or a day.
             */
            to: string;
            /**
             * Known
             * @description Whether to tell what of the window is known of each device: reads all of its fixes.
             * @default true
             */
            known: boolean;
        };
        /**
         * YearOnYear
         * @description The change from the same period of the year before, in per cent.
         */
        YearOnYear: {
            /** @default warning */
            severity: components["schemas"]["Severity"];
            /** Title */
            title?: string | null;
            /** Above */
            above?: number | string | null;
            /** Below */
            below?: number | string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "year_on_year";
        };
        /**
         * EndBody
         * @description Who ends an alert, and why.
         */
        spatial__api__boundaries__alerts__EndBody: {
            /**
             * Person
             * @description Name or post.
             */
            person: string;
            /** Note */
            note?: string | null;
        };
        /**
         * EndBody
         * @description When a fence ends.
         */
        spatial__api__geofences__EndBody: {
            /**
             * At
             * @description ISO 8601 with zone, or a day; now.
             */
            at?: string | null;
        };
        /**
         * StepBody
         * @description A state that an inspection reaches.
         */
        spatial__api__inspections__bodies__StepBody: {
            /**
             * Office
             * @description Code of a division, in any form.
             */
            office: string;
            /**
             * Person
             * @description Name or post.
             */
            person: string;
            state: components["schemas"]["spatial__boundaries__inspections__states__State"];
            /**
             * Day
             * @description On which; today in Beijing.
             */
            day?: string | null;
            /** Note */
            note?: string | null;
            /**
             * Reason
             * @description Why not every marker is recorded; without it the report is refused then.
             */
            reason?: string | null;
            /**
             * Document
             * @description The report; SHA-256 of the file.
             */
            document?: string | null;
        };
        /**
         * StepBody
         * @description A step of a filing.
         */
        spatial__api__name_filing_bodies__StepBody: {
            /**
             * Officer
             * @description Office and post.
             */
            officer: string;
            /** Remark */
            remark?: string | null;
        };
        /**
         * State
         * @description planned 计划 → desk_check 室内检查 → field_check 实地检查 (⇄ remedy 整改) → reported 上报 →
         *     filed 备案; a report that is sent back (退回) leads to the field again; cancelled 取消 from any
         *     before filed.
         * @enum {string}
         */
        spatial__boundaries__inspections__states__State: "planned" | "desk_check" | "field_check" | "remedy" | "reported" | "filed" | "cancelled";
        /**
         * Direction
         * @description Which way of going off a rule looks at.
         * @enum {string}
         */
        spatial__business__declarations__warning_rules__Direction: "up" | "down" | "both";
        /**
         * By
         * @description Parts of time. hour, weekday, season: of every day of the question together.
         *
         *     weekday: 1 Monday to 7 Sunday. hour: 0 to 23 in Beijing time; a case without a time of day has
         *     none. season: 春 March to May, 夏 June to August, 秋 September to November, 冬 the rest.
         * @enum {string}
         */
        spatial__business__operators__times__By: "day" | "week" | "month" | "quarter" | "half_year" | "year" | "season" | "weekday" | "hour";
        /**
         * Direction
         * @description From where to where travel is measured. FROM: away from the places asked for. TO: to them.
         * @enum {string}
         */
        spatial__business__reach__network__Direction: "from" | "to";
        /**
         * State
         * @description Whether a camera works.
         * @enum {string}
         */
        spatial__cameras__camera__State: "online" | "offline" | "fault" | "removed";
        /**
         * Direction
         * @description Which way a lineage is followed. forward: to successors. backward: to predecessors.
         * @enum {string}
         */
        spatial__divisions__answers__descent__Direction: "forward" | "backward" | "both";
        /**
         * Direction
         * @description Which changes count: a rise, a fall, or both.
         * @enum {string}
         */
        spatial__imagery__patches__difference__Direction: "rise" | "fall" | "both";
        /**
         * State
         * @description found 发现 → assigned 派发 (again: 改派) → checked 实地核查 (sent back, 退回: assigned) →
         *     confirmed 属实 or dismissed 排除 → rechecked 复核 → confirmed or dismissed.
         * @enum {string}
         */
        spatial__imagery__patches__states__State: "found" | "assigned" | "checked" | "confirmed" | "dismissed" | "rechecked";
        /**
         * By
         * @description What one value of a series is of.
         * @enum {string}
         */
        spatial__imagery__periods__By: "scene" | "month" | "year";
    };
    responses: {
        /** @description What was asked cannot be answered; `detail` says why and what is allowed. */
        Refused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The server failed, or what it needs does not answer. */
        Failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    moving_features_items_ogc_collections_vehicle_items_get: {
        parameters: {
            query?: {
                /** @description Of one answer; more than the maximum counts as the maximum. */
                limit?: number;
                /** @description Devices to leave out first. */
                offset?: number;
                /** @description west,south,east,north in degrees, CGCS2000; with heights, which do not count, six numbers. West may lie east of east: then it goes over ±180°. */
                bbox?: string | null;
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Whether movement is cut to the datetime, which has to have both ends then. */
                subTrajectory?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["MovingFeatureCollection"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_item_ogc_collections_vehicle_items__featureId__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["MovingFeature"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_sequence_ogc_collections_vehicle_items__featureId__tgsequence_get: {
        parameters: {
            query?: {
                /** @description Of one answer; more than the maximum counts as the maximum. */
                limit?: number;
                /** @description The id of the last part of the page before. */
                after?: string | null;
                /** @description west,south,east,north in degrees, CGCS2000; with heights, which do not count, six numbers. West may lie east of east: then it goes over ±180°. */
                bbox?: string | null;
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Instants (RFC 3339) in rising order, parted by commas. */
                leaf?: string | null;
                /** @description Whether movement is cut to the datetime, which has to have both ends then. */
                subTrajectory?: boolean;
            };
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalGeometrySequence"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_motion_ogc_collections_vehicle_items__featureId__tgsequence__tGeometryId___motion__get: {
        parameters: {
            query?: {
                /** @description Whether the numbers are cut to the datetime. */
                subTemporalValue?: boolean;
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Instants (RFC 3339) in rising order, parted by commas. */
                leaf?: string | null;
            };
            header?: never;
            path: {
                featureId: string;
                tGeometryId: string;
                motion: components["schemas"]["Motion"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalProperty"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_properties_ogc_collections_vehicle_items__featureId__tproperties_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalProperties"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_property_ogc_collections_vehicle_items__featureId__tproperties__name__get: {
        parameters: {
            query?: {
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Instants (RFC 3339) in rising order, parted by commas. */
                leaf?: string | null;
            };
            header?: never;
            path: {
                featureId: string;
                name: components["schemas"]["PropertyName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalProperty"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_items_ogc_collections_patrol_items_get: {
        parameters: {
            query?: {
                /** @description Of one answer; more than the maximum counts as the maximum. */
                limit?: number;
                /** @description Devices to leave out first. */
                offset?: number;
                /** @description west,south,east,north in degrees, CGCS2000; with heights, which do not count, six numbers. West may lie east of east: then it goes over ±180°. */
                bbox?: string | null;
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Whether movement is cut to the datetime, which has to have both ends then. */
                subTrajectory?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["MovingFeatureCollection"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_item_ogc_collections_patrol_items__featureId__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["MovingFeature"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_sequence_ogc_collections_patrol_items__featureId__tgsequence_get: {
        parameters: {
            query?: {
                /** @description Of one answer; more than the maximum counts as the maximum. */
                limit?: number;
                /** @description The id of the last part of the page before. */
                after?: string | null;
                /** @description west,south,east,north in degrees, CGCS2000; with heights, which do not count, six numbers. West may lie east of east: then it goes over ±180°. */
                bbox?: string | null;
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Instants (RFC 3339) in rising order, parted by commas. */
                leaf?: string | null;
                /** @description Whether movement is cut to the datetime, which has to have both ends then. */
                subTrajectory?: boolean;
            };
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalGeometrySequence"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_motion_ogc_collections_patrol_items__featureId__tgsequence__tGeometryId___motion__get: {
        parameters: {
            query?: {
                /** @description Whether the numbers are cut to the datetime. */
                subTemporalValue?: boolean;
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Instants (RFC 3339) in rising order, parted by commas. */
                leaf?: string | null;
            };
            header?: never;
            path: {
                featureId: string;
                tGeometryId: string;
                motion: components["schemas"]["Motion"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalProperty"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_properties_ogc_collections_patrol_items__featureId__tproperties_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalProperties"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_property_ogc_collections_patrol_items__featureId__tproperties__name__get: {
        parameters: {
            query?: {
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Instants (RFC 3339) in rising order, parted by commas. */
                leaf?: string | null;
            };
            header?: never;
            path: {
                featureId: string;
                name: components["schemas"]["PropertyName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalProperty"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_items_ogc_collections_personal_items_get: {
        parameters: {
            query?: {
                /** @description Of one answer; more than the maximum counts as the maximum. */
                limit?: number;
                /** @description Devices to leave out first. */
                offset?: number;
                /** @description west,south,east,north in degrees, CGCS2000; with heights, which do not count, six numbers. West may lie east of east: then it goes over ±180°. */
                bbox?: string | null;
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Whether movement is cut to the datetime, which has to have both ends then. */
                subTrajectory?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["MovingFeatureCollection"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_item_ogc_collections_personal_items__featureId__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["MovingFeature"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_sequence_ogc_collections_personal_items__featureId__tgsequence_get: {
        parameters: {
            query?: {
                /** @description Of one answer; more than the maximum counts as the maximum. */
                limit?: number;
                /** @description The id of the last part of the page before. */
                after?: string | null;
                /** @description west,south,east,north in degrees, CGCS2000; with heights, which do not count, six numbers. West may lie east of east: then it goes over ±180°. */
                bbox?: string | null;
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Instants (RFC 3339) in rising order, parted by commas. */
                leaf?: string | null;
                /** @description Whether movement is cut to the datetime, which has to have both ends then. */
                subTrajectory?: boolean;
            };
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalGeometrySequence"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_motion_ogc_collections_personal_items__featureId__tgsequence__tGeometryId___motion__get: {
        parameters: {
            query?: {
                /** @description Whether the numbers are cut to the datetime. */
                subTemporalValue?: boolean;
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Instants (RFC 3339) in rising order, parted by commas. */
                leaf?: string | null;
            };
            header?: never;
            path: {
                featureId: string;
                tGeometryId: string;
                motion: components["schemas"]["Motion"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalProperty"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_properties_ogc_collections_personal_items__featureId__tproperties_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalProperties"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_property_ogc_collections_personal_items__featureId__tproperties__name__get: {
        parameters: {
            query?: {
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Instants (RFC 3339) in rising order, parted by commas. */
                leaf?: string | null;
            };
            header?: never;
            path: {
                featureId: string;
                name: components["schemas"]["PropertyName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalProperty"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_items_ogc_collections_marker_items_get: {
        parameters: {
            query?: {
                /** @description Of one answer; more than the maximum counts as the maximum. */
                limit?: number;
                /** @description Devices to leave out first. */
                offset?: number;
                /** @description west,south,east,north in degrees, CGCS2000; with heights, which do not count, six numbers. West may lie east of east: then it goes over ±180°. */
                bbox?: string | null;
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Whether movement is cut to the datetime, which has to have both ends then. */
                subTrajectory?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["MovingFeatureCollection"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_item_ogc_collections_marker_items__featureId__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["MovingFeature"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_sequence_ogc_collections_marker_items__featureId__tgsequence_get: {
        parameters: {
            query?: {
                /** @description Of one answer; more than the maximum counts as the maximum. */
                limit?: number;
                /** @description The id of the last part of the page before. */
                after?: string | null;
                /** @description west,south,east,north in degrees, CGCS2000; with heights, which do not count, six numbers. West may lie east of east: then it goes over ±180°. */
                bbox?: string | null;
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Instants (RFC 3339) in rising order, parted by commas. */
                leaf?: string | null;
                /** @description Whether movement is cut to the datetime, which has to have both ends then. */
                subTrajectory?: boolean;
            };
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalGeometrySequence"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_motion_ogc_collections_marker_items__featureId__tgsequence__tGeometryId___motion__get: {
        parameters: {
            query?: {
                /** @description Whether the numbers are cut to the datetime. */
                subTemporalValue?: boolean;
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Instants (RFC 3339) in rising order, parted by commas. */
                leaf?: string | null;
            };
            header?: never;
            path: {
                featureId: string;
                tGeometryId: string;
                motion: components["schemas"]["Motion"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalProperty"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_properties_ogc_collections_marker_items__featureId__tproperties_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalProperties"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    moving_features_property_ogc_collections_marker_items__featureId__tproperties__name__get: {
        parameters: {
            query?: {
                /** @description An instant (RFC 3339), or an interval start/end, ends included; .. or nothing leaves an end open. */
                datetime?: string | null;
                /** @description Instants (RFC 3339) in rising order, parted by commas. */
                leaf?: string | null;
            };
            header?: never;
            path: {
                featureId: string;
                name: components["schemas"]["PropertyName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporalProperty"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    items_ogc_collections__collectionId__items_get: {
        parameters: {
            query?: {
                /** @description Of the link to the next page; not to be made up. */
                after?: string | null;
                /** @description Features of a page; 10,000 where more are asked for. */
                limit?: number;
                /** @description Lower and upper corner, four numbers, or six with heights, which do not count; in the order of axes of bbox-crs. The first longitude may be the larger one: then the box goes over ±180°. What touches its edge meets it. */
                bbox?: string | null;
                /** @description The system of bbox as a URI; CRS84 when left out. */
                "bbox-crs"?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
                /** @description A condition in CQL2 on the queryables of the collection: name LIKE '%县' AND S_INTERSECTS(geometry, BBOX(110,30,112,32)). The time of a feature is datetime; texts stand in single quotes. */
                filter?: string | null;
                /** @description The encoding of filter; cql2-text when left out, or cql2-json where it begins with a brace. */
                "filter-lang"?: components["schemas"]["Language"] | null;
                /** @description The system of the coordinates in filter as a URI, in its order of axes; CRS84 (longitude, latitude) when left out. */
                "filter-crs"?: string | null;
                /** @description An instant (RFC 3339), a day (in Beijing), or an interval start/end, both included; .. or nothing leaves an end open, ../.. is the whole history. A period of days [from, to) meets the instants from 00:00+08:00 of from until that of to. What stands through periods is told as of today where neither this nor `date` is given. */
                datetime?: string | null;
                /** @description A day in Beijing, YYYY-MM-DD: what stands on it. */
                date?: string | null;
                /** @description The system of the answer as a URI, of those that the collection lists; CRS84 when left out. Coordinates stand in its order of axes. */
                crs?: string | null;
                /** @description Of the properties these alone, parted by commas. */
                properties?: string | null;
                /** @description Whether the geometry is left out (null). */
                skipGeometry?: boolean;
                /** @description The form of the answer; what `Accept` asks for when left out, GeoJSON where it names none. */
                f?: components["schemas"]["Form"] | null;
                /** @description Of GeoJSON: rfc7946, jsonfg (with time and the system that was asked for) or jsonfg-plus (with the shape in CRS84, too). */
                profile?: components["schemas"]["Profile"] | null;
                /** @description Whether a CSV begins with a byte-order mark, for Excel. */
                bom?: boolean;
                /** @description Whether a CSV's header has the names or the Chinese titles. */
                header?: components["schemas"]["Header"];
            };
            header?: never;
            path: {
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeatureCollection"];
                    "application/vnd.ogc.fg+json": components["schemas"]["FeatureCollection"];
                    "application/geo+json-seq": string;
                    "application/vnd.flatgeobuf": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                    "text/csv": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    create_item_ogc_collections__collectionId__items_post: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
                /** @description Bearer and the write token. */
                authorization?: string | null;
                /** @description The system of the coordinates of the body as a URI in <>; CRS84 when left out. */
                "Content-Crs"?: string | null;
            };
            path: {
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/geo+json": components["schemas"]["Feature"];
            };
        };
        responses: {
            /** @description It is there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["Feature"];
                };
            };
            /** @description It is made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["Feature"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    items_options_ogc_collections__collectionId__items_options: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    item_ogc_collections__collectionId__items__featureId__get: {
        parameters: {
            query?: {
                /** @description The system of the answer as a URI, of those that the collection lists; CRS84 when left out. Coordinates stand in its order of axes. */
                crs?: string | null;
                /** @description Of the properties these alone, parted by commas. */
                properties?: string | null;
                /** @description Whether the geometry is left out (null). */
                skipGeometry?: boolean;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
                /** @description The form of the answer; what `Accept` asks for when left out, GeoJSON where it names none. */
                f?: components["schemas"]["Form"] | null;
                /** @description Of GeoJSON: rfc7946, jsonfg (with time and the system that was asked for) or jsonfg-plus (with the shape in CRS84, too). */
                profile?: components["schemas"]["Profile"] | null;
            };
            header?: never;
            path: {
                featureId: string;
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["Feature"];
                    "application/vnd.ogc.fg+json": components["schemas"]["Feature"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    replace_item_ogc_collections__collectionId__items__featureId__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
                /** @description The system of the coordinates of the body as a URI in <>; CRS84 when left out. */
                "Content-Crs"?: string | null;
                /** @description The ETag of the feature as it was read; * whatever its state. Asked for. */
                "If-Match"?: string | null;
            };
            path: {
                featureId: string;
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/geo+json": components["schemas"]["Feature"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["Feature"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    remove_item_ogc_collections__collectionId__items__featureId__delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
                /** @description The ETag of the feature as it was read; * whatever its state. Asked for. */
                "If-Match"?: string | null;
            };
            path: {
                featureId: string;
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    item_options_ogc_collections__collectionId__items__featureId__options: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                featureId: string;
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    update_item_ogc_collections__collectionId__items__featureId__patch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
                /** @description The system of the coordinates of the body as a URI in <>; CRS84 when left out. */
                "Content-Crs"?: string | null;
                /** @description The ETag of the feature as it was read; * whatever its state. Asked for. */
                "If-Match"?: string | null;
            };
            path: {
                featureId: string;
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": Record<string, never>;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["Feature"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    queryables_ogc_collections__collectionId__queryables_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "application/schema+json": Record<string, never>;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    schema_ogc_collections__collectionId__schema_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "application/schema+json": Record<string, never>;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    search_ogc_collections__collectionId__search_post: {
        parameters: {
            query?: {
                /** @description Of the link to the next page; not to be made up. */
                after?: string | null;
                /** @description Features of a page; 10,000 where more are asked for. */
                limit?: number;
                /** @description Lower and upper corner, four numbers, or six with heights, which do not count; in the order of axes of bbox-crs. The first longitude may be the larger one: then the box goes over ±180°. What touches its edge meets it. */
                bbox?: string | null;
                /** @description The system of bbox as a URI; CRS84 when left out. */
                "bbox-crs"?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
                /** @description A condition in CQL2 on the queryables of the collection: name LIKE '%县' AND S_INTERSECTS(geometry, BBOX(110,30,112,32)). The time of a feature is datetime; texts stand in single quotes. */
                filter?: string | null;
                /** @description The encoding of filter; cql2-text when left out, or cql2-json where it begins with a brace. */
                "filter-lang"?: components["schemas"]["Language"] | null;
                /** @description The system of the coordinates in filter as a URI, in its order of axes; CRS84 (longitude, latitude) when left out. */
                "filter-crs"?: string | null;
                /** @description An instant (RFC 3339), a day (in Beijing), or an interval start/end, both included; .. or nothing leaves an end open, ../.. is the whole history. A period of days [from, to) meets the instants from 00:00+08:00 of from until that of to. What stands through periods is told as of today where neither this nor `date` is given. */
                datetime?: string | null;
                /** @description A day in Beijing, YYYY-MM-DD: what stands on it. */
                date?: string | null;
                /** @description The system of the answer as a URI, of those that the collection lists; CRS84 when left out. Coordinates stand in its order of axes. */
                crs?: string | null;
                /** @description Of the properties these alone, parted by commas. */
                properties?: string | null;
                /** @description Whether the geometry is left out (null). */
                skipGeometry?: boolean;
                /** @description The form of the answer; what `Accept` asks for when left out, GeoJSON where it names none. */
                f?: components["schemas"]["Form"] | null;
                /** @description Of GeoJSON: rfc7946, jsonfg (with time and the system that was asked for) or jsonfg-plus (with the shape in CRS84, too). */
                profile?: components["schemas"]["Profile"] | null;
                /** @description Whether a CSV begins with a byte-order mark, for Excel. */
                bom?: boolean;
                /** @description Whether a CSV's header has the names or the Chinese titles. */
                header?: components["schemas"]["Header"];
            };
            header?: never;
            path: {
                collectionId: string;
            };
            cookie?: never;
        };
        /** @description A condition in CQL2: cql2-json as application/json, cql2-text as text/plain. */
        requestBody: {
            content: {
                "application/json": unknown;
                "text/plain": unknown;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeatureCollection"];
                    "application/vnd.ogc.fg+json": components["schemas"]["FeatureCollection"];
                    "application/geo+json-seq": string;
                    "application/vnd.flatgeobuf": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                    "text/csv": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    platform_v1_platform_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    divisions_v1_divisions_get: {
        parameters: {
            query?: {
                /** @description Units of this level only. */
                level?: components["schemas"]["Level"] | null;
                /** @description Units directly under this code. */
                parent?: string | null;
                /** @description This unit and all that lies in it. */
                within?: string | null;
                /** @description Types that an official count leaves out, joined by commas: functional_areas, placeholders. */
                include?: string;
                /** @description Rows of a page. */
                limit?: number;
                /** @description Rows to leave out first. */
                offset?: number;
                /** @description json in pages; csv and geojson (with shapes) whole, without pages. */
                format?: "json" | "csv" | "geojson";
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                    "application/geo+json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    division_at_v1_divisions_at_get: {
        parameters: {
            query: {
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
                /** @description Degrees east, CGCS2000. */
                lon: number;
                /** @description Degrees north, CGCS2000. */
                lat: number;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    divisions_at_v1_divisions_at_post: {
        parameters: {
            query?: {
                /** @description Levels, joined by commas; all that have areas if left out. */
                levels?: string | null;
                /** @description csv, parquet or arrow; as it came if left out. */
                format?: components["schemas"]["TableForm"] | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv; charset=utf-8": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    division_events_v1_divisions_events_get: {
        parameters: {
            query?: {
                /** @description Changes of this unit and of all that lies in it. */
                within?: string | null;
                /** @description Events with a change of this kind. */
                kind?: components["schemas"]["ChangeKind"] | null;
                /** @description Events with a change of a unit of this level. */
                level?: components["schemas"]["Level"] | null;
                /** @description Rows of a page. */
                limit?: number;
                /** @description Rows to leave out first. */
                offset?: number;
                /** @description json in pages; geojson whole, a feature for each effect. */
                format?: "json" | "geojson";
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
                /** @description Changes after this day, YYYY-MM-DD. */
                from?: string | null;
                /** @description Changes until this day, included, YYYY-MM-DD. */
                to?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "application/geo+json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    division_event_v1_divisions_events__event__get: {
        parameters: {
            query?: {
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                event: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    compare_divisions_v1_divisions_compare_get: {
        parameters: {
            query: {
                /** @description The earlier day, YYYY-MM-DD. */
                from: string;
                /** @description The later day, YYYY-MM-DD. */
                to: string;
                /** @description Units of this level; left out: county and above. */
                level?: components["schemas"]["Level"] | null;
                /** @description Units that lie in this one on one of the days. */
                within?: string | null;
                /** @description Rows of a page. */
                limit?: number;
                /** @description Rows to leave out first. */
                offset?: number;
                /** @description json in pages; geojson whole, a feature for each changed unit. */
                format?: "json" | "geojson";
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "application/geo+json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    division_differences_v1_divisions_differences_get: {
        parameters: {
            query?: {
                /** @description Name of the source's file. */
                source?: string | null;
                /** @description Day that the source speaks of, YYYY-MM-DD. */
                as_of?: string | null;
                /** @description In what it differs. */
                kind?: components["schemas"]["DifferenceKind"] | null;
                /** @description Differences in this unit and all that lies in it. */
                within?: string | null;
                /** @description Rows of a page. */
                limit?: number;
                /** @description Rows to leave out first. */
                offset?: number;
                /** @description json in pages; csv whole, without pages. */
                format?: "json" | "csv";
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    division_lineage_v1_divisions__code__lineage_get: {
        parameters: {
            query?: {
                /** @description The day on which the code is meant, YYYY-MM-DD. */
                date?: string | null;
                /** @description To successors, to predecessors, or both. */
                direction?: components["schemas"]["spatial__divisions__answers__descent__Direction"];
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
                /** @description Changes after this day, YYYY-MM-DD. */
                from?: string | null;
                /** @description Changes until this day, included, YYYY-MM-DD. */
                to?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    division_v1_divisions__code__get: {
        parameters: {
            query?: {
                /** @description With the shape, as GeoJSON. */
                geometry?: boolean;
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    division_history_v1_divisions__code__history_get: {
        parameters: {
            query?: {
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    divisions_within_v1_divisions_within_post: {
        parameters: {
            query?: {
                /** @description Level of the units. */
                level?: components["schemas"]["Level"];
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    translate_divisions_v1_divisions_translate_post: {
        parameters: {
            query?: {
                /** @description The day wanted, YYYY-MM-DD; today when left out. */
                to?: string | null;
                /** @description The scheme wanted; that of the codes when left out. */
                to_scheme?: string | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    names_v1_names_get: {
        parameters: {
            query: {
                /** @description Characters, simplified or traditional; pinyin with or without tones; first letters; a code. What it lies in may stand before it: 浙江 丽水. */
                q: string;
                /** @description Places within the division of this code only. */
                within?: string | null;
                /** @description Places of this category only. */
                category?: components["schemas"]["Category"] | null;
                /** @description Hits at most. */
                limit?: number;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    names_alike_v1_names_same_get: {
        parameters: {
            query: {
                /** @description The name to compare. */
                name: string;
                /** @description Places within the division of this code only. */
                within?: string | null;
                /** @description Places of this category only. */
                category?: components["schemas"]["Category"] | null;
                /** @description What counts as the same. */
                sound?: components["schemas"]["Sound"];
                /** @description Names at most. */
                limit?: number;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    name_details_v1_names__place_id__get: {
        parameters: {
            query?: {
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description System of codes: mca (ministry), nbs (statistics) and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                /** @description As a search gives it: division:mca:331100:2000. */
                place_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    list_filings_v1_name_filings_get: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                state?: components["schemas"]["FilingState"] | null;
                /** @description Code of a division: it and all that lies under it. */
                within?: string | null;
                /** @description First day, YYYY-MM-DD. */
                from?: string | null;
                /** @description First day not included, YYYY-MM-DD. */
                to?: string | null;
                /** @description Rows of a page. */
                limit?: number;
                /** @description Rows to leave out first. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    create_v1_name_filings_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    one_filing_v1_name_filings__number__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    revise_v1_name_filings__number__patch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevisionBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    submit_v1_name_filings__number__file_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["spatial__api__name_filing_bodies__StepBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    send_back_v1_name_filings__number__return_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReturnBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    announce_v1_name_filings__number__announce_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnnouncementBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    list_announcements_v1_name_announcements_get: {
        parameters: {
            query?: {
                /** @description Code of a division: it and all that lies under it. */
                within?: string | null;
                /** @description First day, YYYY-MM-DD. */
                from?: string | null;
                /** @description First day not included, YYYY-MM-DD. */
                to?: string | null;
                /** @description Rows of a page. */
                limit?: number;
                /** @description Rows to leave out first. */
                offset?: number;
                /** @description json or csv. */
                format?: "json" | "csv";
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    device_track_v1_devices__device__track_get: {
        parameters: {
            query: {
                /** @description Fixes of one answer at most. */
                limit?: number;
                /** @description Metres: a fix is left out when it lies so near to where the others put it at its time; none is if left out. */
                simplify?: number | null;
                /** @description Whether spikes, which neither neighbour can reach, are taken out. */
                clean?: boolean;
                /** @description What no device exceeds, km/h: by it spikes are found. */
                max_speed_kmh?: number;
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
                /** @description The form of the answer; else the header Accept decides. */
                f?: components["schemas"]["TrackForm"] | null;
            };
            header?: never;
            path: {
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": string;
                    "application/gpx+xml": string;
                    "application/vnd.apache.parquet": string;
                    "application/json": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    device_stays_v1_devices__device__stays_get: {
        parameters: {
            query: {
                /** @description Whether spikes, which neither neighbour can reach, are taken out. */
                clean?: boolean;
                /** @description What no device exceeds, km/h: by it spikes are found. */
                max_speed_kmh?: number;
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
                /** @description Of the circle that holds the fixes of a stay. */
                radius_m?: number;
                /** @description Seconds that a stay lasts at least. */
                least_s?: number;
                /** @description Whether a stay may go over a gap when the device is there again. */
                over_gaps?: boolean;
            };
            header?: never;
            path: {
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeatureCollection"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    device_trips_v1_devices__device__trips_get: {
        parameters: {
            query: {
                /** @description Whether spikes, which neither neighbour can reach, are taken out. */
                clean?: boolean;
                /** @description What no device exceeds, km/h: by it spikes are found. */
                max_speed_kmh?: number;
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
                /** @description Of the circle that holds the fixes of a stay. */
                radius_m?: number;
                /** @description Seconds that a stay lasts at least. */
                least_s?: number;
                /** @description Whether a stay may go over a gap when the device is there again. */
                over_gaps?: boolean;
            };
            header?: never;
            path: {
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    device_profile_v1_devices__device__profile_get: {
        parameters: {
            query: {
                /** @description A row for each hour, or each day in Beijing. */
                per?: components["schemas"]["Unit"];
                /** @description Whether spikes, which neither neighbour can reach, are taken out. */
                clean?: boolean;
                /** @description What no device exceeds, km/h: by it spikes are found. */
                max_speed_kmh?: number;
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
            };
            header?: never;
            path: {
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    device_meetings_v1_positions_meetings_get: {
        parameters: {
            query: {
                /** @description Two identifiers: device=…&device=… */
                device: string[];
                /** @description So near, along the ground. */
                distance_m?: number;
                /** @description For so many seconds at least. */
                least_s?: number;
                /** @description Whether spikes, which neither neighbour can reach, are taken out. */
                clean?: boolean;
                /** @description What no device exceeds, km/h: by it spikes are found. */
                max_speed_kmh?: number;
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeatureCollection"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    positions_heat_v1_positions_heat_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HeatQuestion"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "application/geo+json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    devices_v1_devices_get: {
        parameters: {
            query?: {
                /** @description Devices of a page. */
                limit?: number;
                /** @description Devices to leave out first. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    positions_within_v1_positions_within_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithinQuestion"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    latest_positions_v1_positions_latest_get: {
        parameters: {
            query?: {
                /** @description Identifiers; all devices if left out. */
                device?: string[] | null;
                /** @description Classes of devices; all if left out. */
                class?: components["schemas"]["DeviceClass"][] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeatureCollection"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    positions_at_v1_positions_at_get: {
        parameters: {
            query: {
                /** @description ISO 8601 with zone. */
                time: string;
                /** @description Classes of devices; all if left out. */
                class?: components["schemas"]["DeviceClass"][] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeatureCollection"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    nearest_positions_v1_positions_nearest_get: {
        parameters: {
            query: {
                /** @description Degrees east, CGCS2000. */
                lon: number;
                /** @description Degrees north, CGCS2000. */
                lat: number;
                /** @description ISO 8601 with zone. */
                time: string;
                /** @description Seconds before or after it. */
                within_s?: number;
                /** @description Devices at most. */
                limit?: number;
                /** @description Classes of devices; all if left out. */
                class?: components["schemas"]["DeviceClass"][] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeatureCollection"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    live_v1_positions_live_get: {
        parameters: {
            query?: {
                /** @description Identifiers of the register. */
                device?: string[] | null;
                /** @description Classes of devices; all if left out. */
                class?: components["schemas"]["DeviceClass"][] | null;
                /** @description The devices that these geofences watch. */
                fence?: number[] | null;
            };
            header?: {
                /** @description As a browser sends it to go on. */
                "last-event-id"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    fences_v1_geofences_get: {
        parameters: {
            query?: {
                /** @description Those that watch this device. */
                device?: string | null;
                /** @description Fences of a page. */
                limit?: number;
                /** @description Fences to leave out first. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    create_v1_geofences_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FenceBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    end_v1_geofences__number__end_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the geofence. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["spatial__api__geofences__EndBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    fence_v1_geofences__number__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the geofence. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    fence_events_v1_geofences__number__events_get: {
        parameters: {
            query: {
                /** @description Of this device alone. */
                device?: string | null;
                /** @description With events that later data have withdrawn. */
                withdrawn?: boolean;
                /** @description Events of a page. */
                limit?: number;
                /** @description As the header Link gives it. */
                after?: string | null;
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
            };
            header?: never;
            path: {
                /** @description Number of the geofence. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    boundaries_v1_boundaries_get: {
        parameters: {
            query?: {
                /** @description Lines of this level only. */
                level?: components["schemas"]["Level"] | null;
                /** @description Lines of this unit and of all below it, by code. */
                division?: string | null;
                /** @description In the name or number. */
                q?: string | null;
                /** @description Rows of a page. */
                limit?: number;
                /** @description Rows to leave out first. */
                offset?: number;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    boundaries_at_v1_boundaries_at_get: {
        parameters: {
            query: {
                /** @description How far around, metres; to 100 km. */
                within_m?: number;
                /** @description Lines at most. */
                limit?: number;
                /** @description Degrees east, CGCS2000. */
                lon: number;
                /** @description Degrees north, CGCS2000. */
                lat: number;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    boundary_v1_boundaries__number__get: {
        parameters: {
            query?: {
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the line. */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    course_v1_boundaries__number__course_get: {
        parameters: {
            query?: {
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the line. */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeatureCollection"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    markers_v1_boundaries__number__markers_get: {
        parameters: {
            query?: {
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the line. */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeatureCollection"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    alignment_v1_boundaries__number__alignment_get: {
        parameters: {
            query?: {
                /** @description How far a piece may run beside the line. */
                tolerance_m?: number;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the line. */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    references_v1_boundaries__number__references_get: {
        parameters: {
            query?: {
                /** @description Of this marker alone. */
                marker?: string | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the line. */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    disagreement_v1_boundaries__number__disagreement_get: {
        parameters: {
            query?: {
                /** @description Metres by which both may differ. */
                tolerance_m?: number;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the line. */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    tripoints_v1_tripoints_get: {
        parameters: {
            query?: {
                /** @description Where this line ends. */
                line?: string | null;
                /** @description Of this unit and all below it. */
                division?: string | null;
                /** @description Rows of a page. */
                limit?: number;
                /** @description Rows to leave out first. */
                offset?: number;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    boundary_proposals_v1_boundary_proposals_get: {
        parameters: {
            query?: {
                /** @description Derived of this day, YYYY-MM-DD. */
                date?: string | null;
                /** @description Of this level. */
                level?: components["schemas"]["Level"] | null;
                /** @description Of this unit and all below it. */
                division?: string | null;
                /** @description With the lines, as GeoJSON. */
                geometry?: boolean;
                /** @description Rows of a page. */
                limit?: number;
                /** @description Rows to leave out first. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    boundary_sketch_v1_boundary_sketch_get: {
        parameters: {
            query: {
                /** @description An alignment in words. */
                text: string;
                /** @description Degrees east, CGCS2000. */
                lon: number;
                /** @description Degrees north, CGCS2000. */
                lat: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeatureCollection"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    line_coverage_v1_boundaries__number__coverage_get: {
        parameters: {
            query: {
                /** @description Their tracks; all of both sides when left out. */
                device?: string[] | null;
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
                /** @description So near to the line a track counts. */
                within_m?: number;
                /** @description So near to a marker a visit is. */
                radius_m?: number;
                /** @description So long a visit lasts at least. */
                dwell_s?: number;
                /** @description After a longer silence nothing is known. */
                gap_s?: number;
            };
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    line_visits_v1_boundaries__number__visits_get: {
        parameters: {
            query: {
                /** @description Their tracks; all of both sides when left out. */
                device?: string[] | null;
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
                /** @description So near to the line a track counts. */
                within_m?: number;
                /** @description So near to a marker a visit is. */
                radius_m?: number;
                /** @description So long a visit lasts at least. */
                dwell_s?: number;
                /** @description After a longer silence nothing is known. */
                gap_s?: number;
            };
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    boundary_alerts_v1_boundary_alerts_get: {
        parameters: {
            query?: {
                /** @description Number of a line. */
                line?: string | null;
                /** @description Of this kind. */
                kind?: ("marker_displaced" | "marker_silent" | "result_changed" | "inspection_due" | "building_across") | null;
                /** @description With those that are over. */
                over?: boolean;
                /** @description Alerts of a page. */
                limit?: number;
                /** @description Alerts to leave out first. */
                offset?: number;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    end_v1_boundary_alerts__number__end_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the alert. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["spatial__api__boundaries__alerts__EndBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    marker_devices_v1_boundaries__number__marker_devices_get: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the line. */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    bind_v1_boundaries__number__marker_devices_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the line. */
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BindingBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    withdraw_v1_boundaries__number__marker_devices__binding__withdrawal_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the line. */
                number: string;
                /** @description Of the answer that made it. */
                binding: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithdrawalBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    list_rounds_v1_inspection_rounds_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    create_v1_inspection_rounds_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoundBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    due_v1_inspections_due_get: {
        parameters: {
            query?: {
                /** @description Lines of this unit and of those in it. */
                division?: string | null;
                /** @description With those that will be overdue so much later. */
                ahead_days?: number;
                /** @description json or csv. */
                format?: "json" | "csv";
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    plan_v1_inspections_plan_get: {
        parameters: {
            query: {
                /** @description Number of the round. */
                round: number;
                /** @description Of the plan; all. */
                year?: number | null;
                /** @description json or csv. */
                format?: "json" | "csv";
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    plan_many_v1_inspections_plan_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    summary_v1_inspections_summary_get: {
        parameters: {
            query: {
                /** @description Number of the round. */
                round: number;
                /** @description Of the plan; all. */
                year?: number | null;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    marker_v1_inspections_markers_get: {
        parameters: {
            query: {
                /** @description Number of the line. */
                line: string;
                /** @description Number of the marker. */
                marker: string;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    records_v1_inspections__number__records_get: {
        parameters: {
            query?: {
                /** @description With records that were corrected. */
                corrected?: boolean;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    record_v1_inspections__number__records_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SheetBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    confirm_v1_inspections__number__records__record_id__confirmation_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the inspection. */
                number: number;
                record_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmationBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    findings_v1_inspections__number__findings_get: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    find_v1_inspections__number__findings_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindingBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    settle_v1_inspections__number__findings__finding__steps_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the inspection. */
                number: number;
                finding: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindingStepBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    photos_v1_inspections__number__photos_get: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    photograph_v1_inspections__number__photos_post: {
        parameters: {
            query: {
                /** @description Code: in whose name it is written. */
                office: string;
                /** @description Name or post. */
                person: string;
                /** @description Whose photo it is. */
                side: "left" | "right" | "both";
                /** @description The record sheet. */
                record?: number | null;
                /** @description The device of the party that took it. */
                device?: string | null;
                caption?: string;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/*": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    deposit_v1_files_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "*/*": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    file_v1_files__sha256__get: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Of the bytes, hexadecimal. */
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    inspection_coverage_v1_inspections__number__coverage_get: {
        parameters: {
            query?: {
                /** @description With results that newer ones replaced; they stay. */
                all?: boolean;
                /** @description geojson: the parts, as lines. */
                format?: "json" | "geojson";
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "application/geo+json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    inspection_visits_v1_inspections__number__visits_get: {
        parameters: {
            query?: {
                /** @description With results that newer ones replaced; they stay. */
                all?: boolean;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    inspection_comparison_v1_inspections__number__comparison_get: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    compute_inspection_v1_inspections__number__compute_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    inspection_report_v1_inspections__number__report_get: {
        parameters: {
            query?: {
                /** @description Code of the office that reads it: a side has its own tracks only, the level above has both. All when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    list_inspections_v1_inspections_get: {
        parameters: {
            query?: {
                /** @description Of this round. */
                round?: number | null;
                /** @description Planned for it. */
                year?: number | null;
                /** @description Number of the line. */
                line?: string | null;
                /** @description Only those in this state. */
                state?: components["schemas"]["spatial__boundaries__inspections__states__State"] | null;
                /** @description Rows of a page. */
                limit?: number;
                /** @description Rows to leave out first. */
                offset?: number;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    create_v1_inspections_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InspectionBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    one_v1_inspections__number__get: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    desk_v1_inspections__number__desk_check_get: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    steps_v1_inspections__number__steps_get: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    step_v1_inspections__number__steps_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["spatial__api__inspections__bodies__StepBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    parties_v1_inspections__number__parties_get: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    join_v1_inspections__number__parties_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the inspection. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartyBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    withdraw_v1_inspections__number__parties__party__withdrawal_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the inspection. */
                number: number;
                /** @description Id of the party. */
                party: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ByAuthor"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    state_v1_evidence_state_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    verify_links_v1_evidence_verify_get: {
        parameters: {
            query?: {
                /** @description Number of a link; those after it count. */
                since?: number;
                /** @description Links at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    image_series_of_division_v1_images_series_get: {
        parameters: {
            query: {
                /** @description Its code, in any form. */
                division: string;
                /** @description One of band, index, expression. */
                band?: string | null;
                /** @description An index by name, as ndvi. */
                index?: string | null;
                /** @description As (nir-red)/(nir+red). */
                expression?: string | null;
                /** @description Shares joined by commas, as 0.1,0.9. */
                quantiles?: string;
                /** @description scene, month or year. */
                by?: components["schemas"]["spatial__imagery__periods__By"];
                /** @description Also against other years. */
                anomaly?: boolean;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
                /** @description The form of the answer; else the header Accept decides. */
                format?: ("json" | "csv" | "parquet" | "svg") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                    "text/csv; charset=utf-8": unknown;
                    "application/vnd.apache.parquet": unknown;
                    "image/svg+xml": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    image_series_v1_images_series_post: {
        parameters: {
            query?: {
                /** @description The form of the answer; else the header Accept decides. */
                format?: ("json" | "csv" | "parquet" | "svg") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SeriesQuestion"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                    "text/csv; charset=utf-8": unknown;
                    "application/vnd.apache.parquet": unknown;
                    "image/svg+xml": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    image_series_of_areas_v1_images_series_areas_post: {
        parameters: {
            query?: {
                /** @description ndjson, csv, parquet; else Accept decides. */
                format?: ("ndjson" | "csv" | "parquet") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AreasQuestion"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "application/jsonl": string;
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "*/*": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    image_statistics_v1_images_statistics_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AreaQuestion"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AreaAnswer"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    image_pair_v1_images_pair_get: {
        parameters: {
            query: {
                /** @description The earlier day, YYYY-MM-DD. */
                before: string;
                /** @description The later day, YYYY-MM-DD. */
                after: string;
                /** @description Degrees east, CGCS2000. */
                lon?: number | null;
                /** @description Degrees north, CGCS2000. */
                lat?: number | null;
                /** @description A code, in place of lon and lat. */
                division?: string | null;
                /** @description As of which the division is meant; `after` when left out. */
                date?: string | null;
                /** @description An index to be drawn, as ndvi. */
                index?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImagePair"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    image_values_v1_images_values_get: {
        parameters: {
            query: {
                /** @description The image; else the newest not after the date. */
                id?: string | null;
                /** @description Arithmetic over bands, as (nir-red)/(nir+red). */
                expression?: string | null;
                /** @description A known index in place of an expression: ndvi, nbr … */
                index?: string | null;
                /** @description Degrees east, CGCS2000. */
                lon: number;
                /** @description Degrees north, CGCS2000. */
                lat: number;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PointAnswer"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    images_at_v1_images_get: {
        parameters: {
            query: {
                /** @description Taken at or after; instant or day. */
                from?: string | null;
                /** @description Taken before; instant or day. */
                to?: string | null;
                /** @description Most images. */
                limit?: number;
                /** @description Degrees east, CGCS2000. */
                lon: number;
                /** @description Degrees north, CGCS2000. */
                lat: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageList"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    search_images_v1_images_search_get: {
        parameters: {
            query?: {
                /** @description Images that meet the division as of `date`. */
                division?: string | null;
                /** @description System of the division's code. */
                scheme?: string | null;
                /** @description Images within `metres` of a boundary line as of `date`. */
                line?: string | null;
                /** @description Up to 50,000, to either side. */
                metres?: number | null;
                /** @description Day of division or line; today without it. */
                date?: string | null;
                /** @description West,south,east,north in degrees; west > east across 180°. */
                bbox?: string | null;
                /** @description Taken at or after; instant or day. */
                from?: string | null;
                /** @description Taken before; instant or day. */
                to?: string | null;
                /** @description Share of clouds. */
                cloud_max?: number | null;
                platform?: string | null;
                instrument?: string | null;
                level?: string | null;
                /** @description Metres, included. */
                finest?: number | null;
                /** @description Metres, included. */
                coarsest?: number | null;
                /** @description false: raw images alone. */
                drawn?: boolean | null;
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageList"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    one_image_v1_images__image__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageEntry"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    image_file_v1_images__image__files__key__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    upload_v1_patches_uploads_post: {
        parameters: {
            query: {
                /** @description Code: in whose name it is written. */
                office: string;
                /** @description Name or post. */
                person: string;
                /** @description Of records that name none themselves. */
                kind?: string;
                /** @description Day on which they were to be seen; today in Beijing. */
                found_on?: string | null;
                /** @description Of the file. */
                name?: string;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/geo+json": string;
                "application/geopackage+sqlite3": string;
                "application/zip": string;
            };
        };
        responses: {
            /** @description It is there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description It is made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    differences_v1_patches_differences_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DifferenceBody"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "application/geo+json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    list_patches_v1_patches_get: {
        parameters: {
            query?: {
                /** @description Rows of a page. */
                limit?: number;
                /** @description Rows to leave out first. */
                offset?: number;
                /** @description Else as Accept says: JSON, GeoJSON or a table. */
                format?: ("json" | "geojson" | "csv") | null;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
                /** @description Code, as of `date`: what lies in it in part. */
                division?: string | null;
                state?: components["schemas"]["spatial__imagery__patches__states__State"] | null;
                /** @description 疑似类型. */
                kind?: string | null;
                /** @description Of this source. */
                source?: number | null;
                /** @description Found on this day or after it. */
                from?: string | null;
                /** @description Found before this day. */
                to?: string | null;
                /** @description West,south,east,north, degrees. */
                bbox?: string | null;
                /** @description Whether the term of the check has passed. */
                overdue?: boolean | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                    "application/geo+json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    words_v1_patches_words_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    counts_v1_patches_summary_get: {
        parameters: {
            query?: {
                level?: "province" | "prefecture" | "county" | "township" | "village";
                /** @description Code of a division. */
                within?: string | null;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    one_v1_patches__number__get: {
        parameters: {
            query?: {
                /** @description Tell its divisions as of this day too, YYYY-MM-DD. */
                date?: string | null;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the patch. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["Feature"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    step_v1_patches__number__steps_post: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description Number of the patch. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchStepBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    visits_v1_patches__number__visits_get: {
        parameters: {
            query: {
                /** @description So near to the outline, along the ground. */
                within_m?: number;
                /** @description For so long. */
                dwell_s?: number;
                /** @description A longer silence ends a visit. */
                gap_s?: number;
                /** @description Only devices of these classes. */
                device_class?: string[] | null;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
            };
            header?: never;
            path: {
                /** @description Number of the patch. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    photo_v1_patches__number__photos__sha256__get: {
        parameters: {
            query?: {
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of the patch. */
                number: number;
                /** @description Of the bytes, hexadecimal. */
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/*": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    answer_again_v1_answers__identifier__get: {
        parameters: {
            query?: {
                /** @description Answer with all that is known by now, and tell what changed. */
                now?: boolean;
            };
            header?: never;
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    crosswalk_v1_crosswalks_get: {
        parameters: {
            query: {
                /** @description Level of the divisions. */
                level?: components["schemas"]["Level"];
                /** @description The extensive indicator by which divided units are shared out. */
                density?: string | null;
                /** @description json, csv or parquet. */
                format?: components["schemas"]["CrosswalkForm"] | null;
                /** @description Day of the sources, YYYY-MM-DD. */
                from: string;
                /** @description Day of the targets, YYYY-MM-DD. */
                to: string;
                /** @description System of codes. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                    "application/vnd.apache.parquet": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    keep_crosswalk_v1_crosswalks_post: {
        parameters: {
            query: {
                /** @description Level of the divisions. */
                level?: components["schemas"]["Level"];
                /** @description The extensive indicator by which divided units are shared out. */
                density?: string | null;
                /** @description Day of the sources, YYYY-MM-DD. */
                from: string;
                /** @description Day of the targets, YYYY-MM-DD. */
                to: string;
                /** @description System of codes. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description It is made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    import_crosswalk_v1_crosswalks_import_post: {
        parameters: {
            query: {
                /** @description Who made it. */
                source: string;
                /** @description Level of the divisions. */
                level?: components["schemas"]["Level"];
                /** @description Day of the sources, YYYY-MM-DD. */
                from: string;
                /** @description Day of the targets, YYYY-MM-DD. */
                to: string;
                /** @description System of codes. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description It is made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    kept_crosswalk_v1_crosswalks__name__get: {
        parameters: {
            query?: {
                /** @description json, csv or parquet. */
                format?: components["schemas"]["CrosswalkForm"] | null;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                    "application/vnd.apache.parquet": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    template_csv_v1_datasets__identifier__template_csv_get: {
        parameters: {
            query?: {
                /** @description records or figures; records where the dataset holds some. */
                of?: components["schemas"]["TableOf"] | null;
            };
            header?: never;
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    template_xlsx_v1_datasets__identifier__template_xlsx_get: {
        parameters: {
            query?: {
                /** @description records or figures; records where the dataset holds some. */
                of?: components["schemas"]["TableOf"] | null;
            };
            header?: never;
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    lines_v1_lines_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    datasets_v1_datasets_get: {
        parameters: {
            query?: {
                /** @description Those of a line only, as in /v1/lines. */
                line?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    dataset_v1_datasets__identifier__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    put_v1_datasets__identifier__put: {
        parameters: {
            query?: {
                /** @description Who declares; the dataset's owner. */
                by?: string | null;
            };
            header?: {
                /** @description The ETag of the version that this one replaces. */
                "if-match"?: string | null;
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/yaml": Record<string, never>;
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description It is there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description It is made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    history_v1_datasets__identifier__declarations_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    harmonise_series_v1_operators_harmonise_get: {
        parameters: {
            query: {
                /** @description Identifier, as /v1/datasets lists it. */
                indicator: string;
                /** @description Level of the divisions. */
                level?: components["schemas"]["Level"];
                /** @description as_reported: of each period its own; fixed: of `date`; common_atoms: the smallest groups of units that stay whole through all periods. */
                policy?: components["schemas"]["Policy"];
                /** @description Of policy fixed: the day of the divisions, YYYY-MM-DD. */
                date?: string | null;
                /** @description First day of the first period, YYYY-MM-DD. */
                from?: string | null;
                /** @description Periods begin before this day, YYYY-MM-DD. */
                to?: string | null;
                /** @description Only what lies in this unit. */
                within?: string | null;
                /** @description The extensive indicator (residents, say) by which divided units are shared out; the area when left out. */
                density?: string | null;
                /** @description Id of an imported crosswalk, whose weights go first. */
                weights?: string | null;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    harmonise_series_by_body_v1_operators_harmonise_post: {
        parameters: {
            query?: {
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HarmoniseBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    nearest_v1_facilities_nearest_get: {
        parameters: {
            query: {
                /** @description care_institution, day_care or rescue_station. */
                kind: string;
                /** @description Facilities of the answer. */
                limit?: number;
                /** @description Degrees east, CGCS2000. */
                lon: number;
                /** @description Degrees north, CGCS2000. */
                lat: number;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_which_division_v1_operators_which_division_get: {
        parameters: {
            query: {
                /** @description YYYY-MM-DD; today if left out. */
                date?: string | null;
                /** @description Levels, joined by commas; all that have areas if left out. */
                level?: string | null;
                /** @description System of codes: mca (ministry), nbs and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Answer with the business data that were known at this instant (ISO 8601 with zone, or a day in Beijing); all by now when left out. */
                data_known_at?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
                /** @description Degrees east, CGCS2000. */
                lon: number;
                /** @description Degrees north, CGCS2000. */
                lat: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    post_which_division_v1_operators_which_division_post: {
        parameters: {
            query?: {
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WhichBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_translate_v1_operators_translate_get: {
        parameters: {
            query?: {
                /** @description Codes of `date`; repeated. */
                code?: string[] | null;
                /** @description Names of `date`; repeated. */
                name?: string[] | null;
                /** @description Code or name above, for names that several units bear. */
                within?: string | null;
                /** @description YYYY-MM-DD; today if left out. */
                date?: string | null;
                /** @description The day wanted, YYYY-MM-DD; today if left out. */
                to?: string | null;
                /** @description System of codes: mca (ministry), nbs and others. */
                scheme?: string;
                /** @description The scheme wanted; that of the codes if left out. */
                to_scheme?: string | null;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Answer with the business data that were known at this instant (ISO 8601 with zone, or a day in Beijing); all by now when left out. */
                data_known_at?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    post_translate_v1_operators_translate_post: {
        parameters: {
            query?: {
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TranslateBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_aggregate_v1_operators_aggregate_get: {
        parameters: {
            query?: {
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description The dataset whose records are counted. */
                dataset?: string | null;
                /** @description The indicator whose figures are summed. */
                indicator?: string | null;
                /** @description facilities, cases or areas, where a dataset has several. */
                holds?: components["schemas"]["Holds"] | null;
                /** @description First day of the span, YYYY-MM-DD. */
                from?: string | null;
                /** @description End of the span, not included, YYYY-MM-DD. */
                to?: string | null;
                /** @description Units that lie in this one. */
                within?: string | null;
                /** @description count, or sum, mean, min, max of `field`. */
                measure?: components["schemas"]["Measure"];
                /** @description The numeric field that is measured. */
                field?: string | null;
                /** @description field=value, field=one|another, field!=value, field>=value; repeated. */
                where?: string[] | null;
                /** @description A field by whose values to part. */
                group?: string | null;
                /** @description Parts of time: day to year, season, weekday, hour (Beijing time). */
                by?: components["schemas"]["spatial__business__operators__times__By"] | null;
                /** @description The day whose divisions are meant, YYYY-MM-DD; today if left out. */
                date?: string | null;
                /** @description Level of the units. */
                level?: components["schemas"]["Level"];
                /** @description System of the codes in the answer: mca (ministry), nbs and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with the business data that were known at this instant (ISO 8601 with zone, or a day in Beijing); all by now when left out. */
                data_known_at?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    post_aggregate_v1_operators_aggregate_post: {
        parameters: {
            query?: {
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_fixed_v1_operators_fixed_get: {
        parameters: {
            query?: {
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description The dataset whose records are counted. */
                dataset?: string | null;
                /** @description The indicator whose figures are summed. */
                indicator?: string | null;
                /** @description facilities, cases or areas, where a dataset has several. */
                holds?: components["schemas"]["Holds"] | null;
                /** @description First day of the span, YYYY-MM-DD. */
                from?: string | null;
                /** @description End of the span, not included, YYYY-MM-DD. */
                to?: string | null;
                /** @description Units that lie in this one. */
                within?: string | null;
                /** @description count, or sum, mean, min, max of `field`. */
                measure?: components["schemas"]["Measure"];
                /** @description The numeric field that is measured. */
                field?: string | null;
                /** @description field=value, field=one|another, field!=value, field>=value; repeated. */
                where?: string[] | null;
                /** @description A field by whose values to part. */
                group?: string | null;
                /** @description Parts of time: day to year, season, weekday, hour (Beijing time). */
                by?: components["schemas"]["spatial__business__operators__times__By"] | null;
                /** @description The day whose divisions are meant, YYYY-MM-DD; today if left out. */
                date?: string | null;
                /** @description Level of the units. */
                level?: components["schemas"]["Level"];
                /** @description System of the codes in the answer: mca (ministry), nbs and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with the business data that were known at this instant (ISO 8601 with zone, or a day in Beijing); all by now when left out. */
                data_known_at?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    post_fixed_v1_operators_fixed_post: {
        parameters: {
            query?: {
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_change_v1_operators_change_get: {
        parameters: {
            query: {
                /** @description The earlier day, YYYY-MM-DD. */
                from: string;
                /** @description The later day, YYYY-MM-DD. */
                to: string;
                /** @description A dataset; of neither this nor indicator: the divisions. */
                dataset?: string | null;
                /** @description An indicator. */
                indicator?: string | null;
                /** @description facilities, cases or areas, where a dataset has several. */
                holds?: components["schemas"]["Holds"] | null;
                /** @description Units that lie in this one. */
                within?: string | null;
                /** @description Of cases and figures: length of the periods that hold the two days. */
                period?: components["schemas"]["PeriodUnit"] | null;
                /** @description Of cases: field=value and so on; repeated. */
                where?: string[] | null;
                /** @description Of cases: a field to part by. */
                group?: string | null;
                /** @description Of facilities: numbers of units, or each that changed. */
                tell?: components["schemas"]["Tell"];
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description The day whose divisions are meant, YYYY-MM-DD; today if left out. */
                date?: string | null;
                /** @description Level of the units. */
                level?: components["schemas"]["Level"];
                /** @description System of the codes in the answer: mca (ministry), nbs and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with the business data that were known at this instant (ISO 8601 with zone, or a day in Beijing); all by now when left out. */
                data_known_at?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_coverage_v1_operators_coverage_get: {
        parameters: {
            query: {
                /** @description Number of the boundary line. */
                boundary: string;
                /** @description Their tracks; all of both sides when left out. */
                device?: string[] | null;
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
                /** @description So near to the line a track counts. */
                within_m?: number;
                /** @description So near to a marker a visit is. */
                radius_m?: number;
                /** @description So long a visit lasts at least. */
                dwell_s?: number;
                /** @description After a longer silence nothing is known. */
                gap_s?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_visits_v1_operators_visits_get: {
        parameters: {
            query: {
                /** @description Number of the boundary line. */
                boundary: string;
                /** @description Their tracks; all of both sides when left out. */
                device?: string[] | null;
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
                /** @description Code of the division whose office asks (R3.10); the platform's own people when left out. */
                office?: string | null;
                /** @description So near to the line a track counts. */
                within_m?: number;
                /** @description So near to a marker a visit is. */
                radius_m?: number;
                /** @description So long a visit lasts at least. */
                dwell_s?: number;
                /** @description After a longer silence nothing is known. */
                gap_s?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_tracks_v1_operators_tracks_get: {
        parameters: {
            query: {
                /** @description Identifier of the device. */
                device: string;
                /** @description Spikes faster than this are taken out. */
                clean_kmh?: number | null;
                /** @description Metres: as `simplify` of tracks. */
                tolerance_m?: number | null;
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_overlap_v1_operators_overlap_get: {
        parameters: {
            query: {
                /** @description Facilities or areas that are looked at. */
                dataset: string;
                /** @description The dataset with the areas. */
                areas: string;
                /** @description in: which lie in them; beyond: what lies outside of them. */
                relation?: components["schemas"]["Relation"];
                /** @description key, or the field of `dataset` that holds the key of the one area that counts; all areas if left out. */
                match?: string | null;
                /** @description Only records that lie in this division on the day. */
                within?: string | null;
                /** @description Square metres beyond that are an overstep. */
                least_m2?: number;
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description The day whose divisions are meant, YYYY-MM-DD; today if left out. */
                date?: string | null;
                /** @description Level of the units. */
                level?: components["schemas"]["Level"];
                /** @description System of the codes in the answer: mca (ministry), nbs and others. */
                scheme?: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with the business data that were known at this instant (ISO 8601 with zone, or a day in Beijing); all by now when left out. */
                data_known_at?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    push_records_v1_datasets__identifier__records_post: {
        parameters: {
            query?: {
                /** @description Store the good rows beside refused ones; else all or none. */
                partial?: boolean;
                /** @description Of the coordinates. */
                crs?: string;
                /** @description Of the division codes: mca or nbs. */
                scheme?: string;
                /** @description What the rows are, where the dataset holds several. */
                holds?: components["schemas"]["Holds"] | null;
                /** @description Where something stands: day=救助日期; may be repeated. */
                column?: string[] | null;
            };
            header?: {
                /** @description The same key and body again are answered with the first answer; left out, the digest of the body is the key. */
                "Idempotency-Key"?: string | null;
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>[];
                "application/x-ndjson": string;
                "text/csv": string;
            };
        };
        responses: {
            /** @description It is there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description It is made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    push_figures_v1_datasets__identifier__figures_post: {
        parameters: {
            query?: {
                /** @description Store the good rows beside refused ones; else all or none. */
                partial?: boolean;
                /** @description Of all rows, where none tells its own. */
                period?: string | null;
                /** @description Of the division codes: mca or nbs. */
                scheme?: string;
                /** @description Where something stands: day=救助日期; may be repeated. */
                column?: string[] | null;
            };
            header?: {
                /** @description The same key and body again are answered with the first answer; left out, the digest of the body is the key. */
                "Idempotency-Key"?: string | null;
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>[];
                "application/x-ndjson": string;
                "text/csv": string;
            };
        };
        responses: {
            /** @description It is there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description It is made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    take_back_figure_v1_datasets__identifier__figures_delete: {
        parameters: {
            query: {
                /** @description Identifier of the indicator. */
                indicator: string;
                /** @description Division code, as reported. */
                division: string;
                /** @description As 2024-05, 2024Q2, 2024. */
                period: string;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    one_push_v1_pushes__number__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    take_back_record_v1_datasets__identifier__records__key__delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                identifier: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_within_v1_operators_within_get: {
        parameters: {
            query: {
                lon?: number | null;
                lat?: number | null;
                facility?: string | null;
                facilities?: string | null;
                border?: string | null;
                /** @description Day of divisions and facilities. */
                date?: string | null;
                scheme?: string;
                basis?: components["schemas"]["Basis"];
                metres?: number | null;
                minutes?: number | null;
                mode?: components["schemas"]["Mode"];
                direction?: components["schemas"]["spatial__business__reach__network__Direction"];
                off_road_m?: number;
                dataset: string;
                level?: "province" | "prefecture" | "county" | "township";
                from?: string | null;
                to?: string | null;
                measure?: string | null;
                /** @description Facilities that are listed. */
                limit?: number;
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    post_within_v1_operators_within_post: {
        parameters: {
            query?: {
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Within"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_isochrones_v1_operators_isochrones_get: {
        parameters: {
            query: {
                lon?: number | null;
                lat?: number | null;
                facility?: string | null;
                facilities?: string | null;
                border?: string | null;
                /** @description Day of divisions and facilities. */
                date?: string | null;
                scheme?: string;
                basis?: components["schemas"]["Basis"];
                minutes: number[];
                mode?: components["schemas"]["Mode"];
                direction?: components["schemas"]["spatial__business__reach__network__Direction"];
                off_road_m?: number;
                format?: ("json" | "geojson" | "csv") | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                    "application/geo+json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    post_isochrones_v1_operators_isochrones_post: {
        parameters: {
            query?: {
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Isochrones"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_nearest_v1_operators_nearest_get: {
        parameters: {
            query: {
                /** @description Day of divisions and facilities. */
                date?: string | null;
                scheme?: string;
                basis?: components["schemas"]["Basis"];
                /** @description Degrees east, CGCS2000. */
                lon: number;
                /** @description Degrees north, CGCS2000. */
                lat: number;
                dataset: string;
                by?: "metres" | "minutes";
                limit?: number;
                mode?: components["schemas"]["Mode"];
                direction?: components["schemas"]["spatial__business__reach__network__Direction"];
                most_minutes?: number;
                off_road_m?: number;
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    post_nearest_v1_operators_nearest_post: {
        parameters: {
            query?: {
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Nearest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_gaps_v1_operators_gaps_get: {
        parameters: {
            query: {
                /** @description Day of divisions and facilities. */
                date?: string | null;
                scheme?: string;
                basis?: components["schemas"]["Basis"];
                metres?: number | null;
                minutes?: number | null;
                mode?: components["schemas"]["Mode"];
                direction?: components["schemas"]["spatial__business__reach__network__Direction"];
                off_road_m?: number;
                facilities: string;
                of?: string | null;
                indicator?: string | null;
                level?: "province" | "prefecture" | "county" | "township";
                within?: string | null;
                from?: string | null;
                to?: string | null;
                measure?: string | null;
                step_m?: number;
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    post_gaps_v1_operators_gaps_post: {
        parameters: {
            query?: {
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Gaps"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    get_hotspots_v1_operators_hotspots_get: {
        parameters: {
            query: {
                /** @description Day of divisions and facilities. */
                date?: string | null;
                scheme?: string;
                basis?: components["schemas"]["Basis"];
                dataset: string;
                method?: "gi" | "scan" | "emerging";
                level?: "province" | "prefecture" | "county" | "township";
                within?: string | null;
                cell_m?: number | null;
                from?: string | null;
                to?: string | null;
                hours?: [
                    number,
                    number
                ] | null;
                seasons?: ("spring" | "summer" | "autumn" | "winter")[] | null;
                split?: ("hour" | "season") | null;
                per?: string | null;
                period?: "day" | "week" | "month" | "quarter";
                /** @description Periods of a cylinder of scan. */
                longest?: number;
                /** @description Of all cases in a circle. */
                most_share?: number;
                alpha?: number;
                permutations?: number | null;
                seed?: number;
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    post_hotspots_v1_operators_hotspots_post: {
        parameters: {
            query?: {
                /** @description json or csv; the header Accept if left out. */
                format?: components["schemas"]["AnswerForm"] | null;
                /** @description Whether a CSV begins with a byte order mark, for Excel. */
                bom?: boolean;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Hotspots"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    series_v1_indicators__identifier__series_get: {
        parameters: {
            query: {
                /** @description Whether a CSV begins with a byte order mark. */
                bom?: boolean;
                /** @description Division code of 2 to 12 digits, as in 990101. */
                division: string;
                /** @description First period: 2018-01, 2018-Q1, 2018-W05, 2018 … */
                from: string;
                /** @description Last period, included. */
                to: string;
                /** @description Length of the periods; the indicator's own. */
                by?: components["schemas"]["PeriodUnit"] | null;
                /** @description Joined by commas: periodic, cumulative, year_on_year, period_on_period, moving_mean, index, rate, season, anomaly. */
                measures?: string;
                /** @description Periods of the moving mean. */
                window?: number;
                /** @description Whether the period is in its middle. */
                centred?: boolean;
                /** @description Values that it needs; all. */
                least?: number | null;
                /** @description The period whose index is 100. */
                base?: string | null;
                /** @description With what a rate is multiplied. */
                per?: string;
                /** @description The indicator of the rate. */
                denominator?: string | null;
                /** @description Robust z of an anomaly. */
                unusual?: number;
                /** @description On which divisions the values are. */
                basis?: string;
                /** @description The day of the basis fixed. */
                on?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
                /** @description The form of the answer; else the header Accept decides. */
                format?: ("json" | "ndjson" | "csv" | "parquet" | "arrow" | "svg") | null;
            };
            header?: never;
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "application/x-ndjson": unknown;
                    "text/csv; charset=utf-8": unknown;
                    "application/vnd.apache.parquet": unknown;
                    "application/vnd.apache.arrow.stream": unknown;
                    "image/svg+xml": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    series_of_many_v1_indicators__identifier__series_post: {
        parameters: {
            query?: {
                /** @description Whether a CSV begins with a byte order mark. */
                bom?: boolean;
                /** @description The form of the answer; else the header Accept decides. */
                format?: ("json" | "ndjson" | "csv" | "parquet" | "arrow" | "svg") | null;
            };
            header?: never;
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SeriesBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "application/x-ndjson": unknown;
                    "text/csv; charset=utf-8": unknown;
                    "application/vnd.apache.parquet": unknown;
                    "application/vnd.apache.arrow.stream": unknown;
                    "image/svg+xml": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    warnings_of_v1_indicators__identifier__warnings_get: {
        parameters: {
            query?: {
                /** @description Codes, joined by commas. */
                division?: string | null;
                /** @description All divisions of that level. */
                level?: components["schemas"]["Level"] | null;
                /** @description Of those, what lies in this one. */
                within?: string | null;
                /** @description The day of the divisions of a level. */
                date?: string | null;
                /** @description The period: 2020-06, 2020-Q2 … */
                at?: string | null;
                /** @description Length of the periods. */
                by?: components["schemas"]["PeriodUnit"] | null;
                /** @description The least that is answered. */
                severity?: components["schemas"]["Severity"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    warnings_by_rules_v1_indicators__identifier__warnings_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WarningsBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    seeing_v1_cameras_seeing_get: {
        parameters: {
            query?: {
                /** @description Degrees east, CGCS2000. */
                lon?: number | null;
                /** @description Degrees north, CGCS2000. */
                lat?: number | null;
                /** @description Of the facility: care_institution … */
                dataset?: string | null;
                /** @description Key of a facility of the dataset. */
                facility?: string | null;
                /** @description Number of the line of the marker. */
                line?: string | null;
                /** @description Number of a marker. */
                marker?: string | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    near_v1_cameras_near_get: {
        parameters: {
            query?: {
                /** @description How far around, metres. */
                radius_m?: number;
                /** @description Degrees east, CGCS2000. */
                lon?: number | null;
                /** @description Degrees north, CGCS2000. */
                lat?: number | null;
                /** @description Of the facility: care_institution … */
                dataset?: string | null;
                /** @description Key of a facility of the dataset. */
                facility?: string | null;
                /** @description Number of the line of the marker. */
                line?: string | null;
                /** @description Number of a marker. */
                marker?: string | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    seeing_line_v1_cameras_seeing_line__line__get: {
        parameters: {
            query?: {
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                /** @description Number of a registered line. */
                line: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    mismatches_v1_cameras_mismatches_get: {
        parameters: {
            query?: {
                /** @description Of this kind only. */
                kind?: components["schemas"]["Mismatch"] | null;
                /** @description The last number of the page before. */
                after?: string;
                /** @description Rows of a page. */
                limit?: number;
                /** @description In place of the header Accept. */
                format?: ("json" | "csv") | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    made_v1_cameras__number__links_get: {
        parameters: {
            query?: {
                /** @description Links at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description 20 digits of GB/T 28181. */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    make_v1_cameras__number__links_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description 20 digits of GB/T 28181. */
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    follow_v1_cameras_links__token__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the link was made with. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the video platform. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    withdraw_v1_cameras_links__token__withdrawal_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path: {
                /** @description What the link was made with. */
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    cameras_v1_cameras_get: {
        parameters: {
            query?: {
                /** @description In the name or number. */
                q?: string | null;
                /** @description The unit that keeps it. */
                owner?: string | null;
                /** @description In this state on the day. */
                state?: components["schemas"]["spatial__cameras__camera__State"] | null;
                /** @description Indoors, or outdoors. */
                indoor?: boolean | null;
                /** @description Whether its sector is known. */
                seen?: boolean | null;
                /** @description west,south,east,north; degrees, CGCS2000. */
                bbox?: string | null;
                /** @description The last number of the page before. */
                after?: string;
                /** @description Cameras of a page. */
                limit?: number;
                /** @description In place of the header Accept. */
                format?: ("json" | "csv") | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    push_v1_cameras_post: {
        parameters: {
            query?: {
                /** @description Of positions whose row names none: EPSG:4490, GCJ-02. */
                crs?: string | null;
                /** @description On which the rows without dates are so, YYYY-MM-DD; now when left out. */
                date?: string | null;
            };
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>[];
                "application/x-ndjson": string;
                "text/csv": string;
            };
        };
        responses: {
            /** @description It is there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description It is made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    refused_v1_cameras_refused_get: {
        parameters: {
            query?: {
                /** @description Rows at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    camera_v1_cameras__number__get: {
        parameters: {
            query?: {
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                /** @description 20 digits of GB/T 28181. */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    history_v1_cameras__number__history_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 20 digits of GB/T 28181. */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    getProcesses: {
        parameters: {
            query?: {
                /** @description So many on a page; 1,000 at most. */
                limit?: number;
                /** @description Those after this one, as the link next has it. */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcessList"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    getProcessDescription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                processId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Process"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    execute: {
        parameters: {
            query?: never;
            header?: {
                /** @description respond-async for a job (RFC 7240); wait=SECONDS. */
                prefer?: string | null;
            };
            path: {
                processId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExecuteRequest"];
            };
        };
        responses: {
            /** @description The results, raw or as a document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusInfo"];
                };
            };
            /** @description The one output, by the header Link */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    getJobs: {
        parameters: {
            query?: {
                /** @description So many on a page; 1,000 at most. */
                limit?: number;
                /** @description There is one type. */
                type?: "process"[] | null;
                /** @description Also several. */
                processID?: string[] | null;
                /** @description Also several. */
                status?: components["schemas"]["Status"][] | null;
                /** @description When it was created: an instant, a day in Beijing, or an interval a/b closed at both ends, `..` for an open end. */
                datetime?: string | null;
                /** @description Seconds that it ran, at least. */
                minDuration?: number | null;
                /** @description Seconds that it ran, at most. */
                maxDuration?: number | null;
                /** @description Those after a place, as the link next has it. */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusInfo"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    dismiss: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusInfo"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    getResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was made, raw or as a document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description The one output, by the header Link */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    getOutput: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobId: string;
                outputId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was made, raw or as a document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description The one output, by the header Link */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    send_positions_v1_positions_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SentPositions"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    send_from_phone_v1_positions_osmand_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    send_from_phone_v1_positions_osmand_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bearer and the write token. */
                authorization?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    track_tilejson_tiles_track_tilejson_json_get: {
        parameters: {
            query: {
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    draw_tracks_tiles_track_WebMercatorQuad__z___x___y__mvt_get: {
        parameters: {
            query: {
                /** @description Start, included; ISO 8601 with zone, or a day. */
                from: string;
                /** @description End, not included; ISO 8601 with zone, or a day. */
                to: string;
            };
            header?: never;
            path: {
                z: number;
                x: number;
                y: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.mapbox-vector-tile": string;
                };
            };
            /** @description Nothing is there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    image_of_place_tiles_image_picture__encoding__get: {
        parameters: {
            query?: {
                /** @description West,south,east,north in degrees, CGCS2000. */
                bbox?: string | null;
                /** @description Pixels; the height follows. */
                width?: number;
                /** @description With `after`: two days side by side, YYYY-MM-DD. */
                before?: string | null;
                /** @description See `before`; in place of `date`. */
                after?: string | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Grid of tiles: WebMercatorQuad or CGCS2000Quad. */
                grid?: string;
                /** @description One band (grey) or three (red, green, blue), names with commas. */
                bands?: string | null;
                /** @description LOW,HIGH: the darkest and the brightest value; once, or per band. */
                rescale?: string[] | null;
                /** @description In place of bands: one piece of arithmetic, or three with semicolons, as (nir-red)/(nir+red); needs rescale. */
                expression?: string | null;
                /** @description For one band or expression: a name (viridis, rdylgn …) or a ramp, {"0": "#ffffff", "1": "#006837"}. */
                colormap?: string | null;
                /** @description A value of the file that means none, in place of its own. */
                nodata?: string | null;
                /** @description How pixels are interpolated; by the scale when left out. */
                resampling?: components["schemas"]["Interpolation"] | null;
                /** @description In place of bands: ndvi, gndvi, evi, evi2, savi, ndwi, mndwi, ndmi, nbr, ndbi, bsi; with limits and colours of its own, which rescale and colormap replace. */
                index?: string | null;
                /** @description One image in place of those of the day. */
                id?: string | null;
                /** @description newest: the newest on top; clearest: the least cloud since `from`. */
                choose?: components["schemas"]["Choose"];
                /** @description Nothing taken before this day, YYYY-MM-DD. */
                from?: string | null;
                /** @description Code of a division as of the day: only inside it. */
                division?: string | null;
                /** @description As of this day in place of that of the picture. */
                division_date?: string | null;
            };
            header?: never;
            path: {
                encoding: components["schemas"]["Encoding"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                    "image/webp": string;
                };
            };
            /** @description Nothing is there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    image_tilejson_tiles_image_tilejson_json_get: {
        parameters: {
            query?: {
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Grid of tiles: WebMercatorQuad or CGCS2000Quad. */
                grid?: string;
                /** @description One band (grey) or three (red, green, blue), names with commas. */
                bands?: string | null;
                /** @description LOW,HIGH: the darkest and the brightest value; once, or per band. */
                rescale?: string[] | null;
                /** @description In place of bands: one piece of arithmetic, or three with semicolons, as (nir-red)/(nir+red); needs rescale. */
                expression?: string | null;
                /** @description For one band or expression: a name (viridis, rdylgn …) or a ramp, {"0": "#ffffff", "1": "#006837"}. */
                colormap?: string | null;
                /** @description A value of the file that means none, in place of its own. */
                nodata?: string | null;
                /** @description How pixels are interpolated; by the scale when left out. */
                resampling?: components["schemas"]["Interpolation"] | null;
                /** @description In place of bands: ndvi, gndvi, evi, evi2, savi, ndwi, mndwi, ndmi, nbr, ndbi, bsi; with limits and colours of its own, which rescale and colormap replace. */
                index?: string | null;
                /** @description One image in place of those of the day. */
                id?: string | null;
                /** @description newest: the newest on top; clearest: the least cloud since `from`. */
                choose?: components["schemas"]["Choose"];
                /** @description Nothing taken before this day, YYYY-MM-DD. */
                from?: string | null;
                /** @description Code of a division as of the day: only inside it. */
                division?: string | null;
                /** @description As of this day in place of that of the picture. */
                division_date?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    image_tile_tiles_image__date___grid___z___x___y___encoding__get: {
        parameters: {
            query?: {
                /** @description One band (grey) or three (red, green, blue), names with commas. */
                bands?: string | null;
                /** @description LOW,HIGH: the darkest and the brightest value; once, or per band. */
                rescale?: string[] | null;
                /** @description In place of bands: one piece of arithmetic, or three with semicolons, as (nir-red)/(nir+red); needs rescale. */
                expression?: string | null;
                /** @description For one band or expression: a name (viridis, rdylgn …) or a ramp, {"0": "#ffffff", "1": "#006837"}. */
                colormap?: string | null;
                /** @description A value of the file that means none, in place of its own. */
                nodata?: string | null;
                /** @description How pixels are interpolated; by the scale when left out. */
                resampling?: components["schemas"]["Interpolation"] | null;
                /** @description In place of bands: ndvi, gndvi, evi, evi2, savi, ndwi, mndwi, ndmi, nbr, ndbi, bsi; with limits and colours of its own, which rescale and colormap replace. */
                index?: string | null;
                /** @description One image in place of those of the day. */
                id?: string | null;
                /** @description newest: the newest on top; clearest: the least cloud since `from`. */
                choose?: components["schemas"]["Choose"];
                /** @description Nothing taken before this day, YYYY-MM-DD. */
                from?: string | null;
                /** @description Code of a division as of the day: only inside it. */
                division?: string | null;
                /** @description As of this day in place of that of the picture. */
                division_date?: string | null;
            };
            header?: never;
            path: {
                date: string;
                grid: string;
                z: number;
                x: number;
                y: number;
                encoding: components["schemas"]["Encoding"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                    "image/webp": string;
                };
            };
            /** @description Nothing is there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    comparison_tilejson_tiles_compare__level__tilejson_json_get: {
        parameters: {
            query: {
                /** @description The earlier day, YYYY-MM-DD. */
                from: string;
                /** @description The later day, YYYY-MM-DD. */
                to: string;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
                /** @description Grid of tiles: WebMercatorQuad or CGCS2000Quad. */
                grid?: string;
            };
            header?: never;
            path: {
                level: components["schemas"]["Level"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    comparison_tile_tiles_compare__level___first___last___grid___z___x___y__mvt_get: {
        parameters: {
            query?: {
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                level: components["schemas"]["Level"];
                first: string;
                last: string;
                grid: string;
                z: number;
                x: number;
                y: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.mapbox-vector-tile": string;
                };
            };
            /** @description Nothing is there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    tile_matrix_sets_ogc_tileMatrixSets_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TileMatrixSets"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    tile_matrix_set_ogc_tileMatrixSets__tileMatrixSetId__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tileMatrixSetId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TileMatrixSet"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    layers_tiles_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    layer_tilejson_tiles__layer__tilejson_json_get: {
        parameters: {
            query?: {
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
                /** @description Grid of tiles: WebMercatorQuad or CGCS2000Quad. */
                grid?: string;
            };
            header?: never;
            path: {
                layer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    layer_tile_tiles__layer___date___grid___z___x___y__mvt_get: {
        parameters: {
            query?: {
                /** @description By which date of a decision a change takes effect. */
                basis?: components["schemas"]["Basis"];
                /** @description Answer with what was known at this instant (ISO 8601 with zone, or a day in Beijing); all that is known by now when left out. */
                known_at?: string | null;
            };
            header?: never;
            path: {
                layer: string;
                date: string;
                grid: string;
                z: number;
                x: number;
                y: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.mapbox-vector-tile": string;
                };
            };
            /** @description Nothing is there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    public_layers_public_tiles_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    public_image_public_tiles_image__date___grid___z___x___y___encoding__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                date: string;
                grid: string;
                z: number;
                x: number;
                y: number;
                encoding: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                    "image/webp": string;
                };
            };
            /** @description Nothing is there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    public_tilejson_public_tiles__layer__tilejson_json_get: {
        parameters: {
            query?: {
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description Grid of tiles: WebMercatorQuad or CGCS2000Quad. */
                grid?: string;
            };
            header?: never;
            path: {
                layer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    public_tile_public_tiles__layer___date___grid___z___x___y__mvt_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                layer: string;
                date: string;
                grid: string;
                z: number;
                x: number;
                y: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.mapbox-vector-tile": string;
                };
            };
            /** @description Nothing is there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    landing_ogc_get: {
        parameters: {
            query?: {
                /** @description json or html; what `Accept` asks for when left out, JSON where it names neither. */
                f?: components["schemas"]["PageForm"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LandingPage"];
                    "text/html": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    conformance_ogc_conformance_get: {
        parameters: {
            query?: {
                /** @description json or html; what `Accept` asks for when left out, JSON where it names neither. */
                f?: components["schemas"]["PageForm"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conformance"];
                    "text/html": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    collections_ogc_collections_get: {
        parameters: {
            query?: {
                /** @description json or html; what `Accept` asks for when left out, JSON where it names neither. */
                f?: components["schemas"]["PageForm"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collections"];
                    "text/html": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    collection_ogc_collections__collectionId__get: {
        parameters: {
            query?: {
                /** @description json or html; what `Accept` asks for when left out, JSON where it names neither. */
                f?: components["schemas"]["PageForm"] | null;
            };
            header?: never;
            path: {
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                    "text/html": string;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    vector_tilesets_ogc_collections__collectionId__tiles_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TileSets"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    vector_tileset_ogc_collections__collectionId__tiles__tileMatrixSetId__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collectionId: string;
                tileMatrixSetId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TileSet"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    vector_tile_ogc_collections__collectionId__tiles__tileMatrixSetId___tileMatrix___tileRow___tileCol__get: {
        parameters: {
            query?: {
                /** @description A day (YYYY-MM-DD) or an instant, whose day in Beijing is taken; today when left out. */
                datetime?: string | null;
            };
            header?: never;
            path: {
                collectionId: string;
                tileMatrixSetId: string;
                tileMatrix: number;
                tileRow: number;
                tileCol: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.mapbox-vector-tile": string;
                };
            };
            /** @description Nothing is there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    map_tilesets_ogc_collections__collectionId__map_tiles_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TileSets"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    map_tileset_ogc_collections__collectionId__map_tiles__tileMatrixSetId__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collectionId: string;
                tileMatrixSetId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TileSet"];
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    map_tile_ogc_collections__collectionId__map_tiles__tileMatrixSetId___tileMatrix___tileRow___tileCol__get: {
        parameters: {
            query?: {
                /** @description png or webp. */
                f?: components["schemas"]["Encoding"];
                /** @description A day (YYYY-MM-DD) or an instant, whose day in Beijing is taken; today when left out. */
                datetime?: string | null;
                /** @description One band (grey) or three (red, green, blue), names with commas. */
                bands?: string | null;
                /** @description LOW,HIGH: the darkest and the brightest value; once, or per band. */
                rescale?: string[] | null;
                /** @description In place of bands: one piece of arithmetic, or three with semicolons, as (nir-red)/(nir+red); needs rescale. */
                expression?: string | null;
                /** @description For one band or expression: a name (viridis, rdylgn …) or a ramp, {"0": "#ffffff", "1": "#006837"}. */
                colormap?: string | null;
                /** @description A value of the file that means none, in place of its own. */
                nodata?: string | null;
                /** @description How pixels are interpolated; by the scale when left out. */
                resampling?: components["schemas"]["Interpolation"] | null;
                /** @description In place of bands: ndvi, gndvi, evi, evi2, savi, ndwi, mndwi, ndmi, nbr, ndbi, bsi; with limits and colours of its own, which rescale and colormap replace. */
                index?: string | null;
            };
            header?: never;
            path: {
                collectionId: string;
                tileMatrixSetId: string;
                tileMatrix: number;
                tileRow: number;
                tileCol: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                    "image/webp": string;
                };
            };
            /** @description Nothing is there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    wmts_wmts_get: {
        parameters: {
            query?: {
                SERVICE?: string;
                REQUEST?: string;
                VERSION?: string;
                LAYER?: string;
                STYLE?: string;
                FORMAT?: string;
                TIME?: string;
                TILEMATRIXSET?: string;
                TILEMATRIX?: string;
                TILEROW?: string;
                TILECOL?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": string;
                    "application/vnd.mapbox-vector-tile": string;
                    "image/png": string;
                    "image/webp": string;
                };
            };
            /** @description Nothing is there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An exception report, or a problem document. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": unknown;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            "5XX": components["responses"]["Failed"];
        };
    };
    wmts_as_tianditu__name___matrix_set__wmts_get: {
        parameters: {
            query?: {
                SERVICE?: string;
                REQUEST?: string;
                VERSION?: string;
                LAYER?: string;
                STYLE?: string;
                FORMAT?: string;
                TIME?: string;
                TILEMATRIXSET?: string;
                TILEMATRIX?: string;
                TILEROW?: string;
                TILECOL?: string;
            };
            header?: never;
            path: {
                name: string;
                matrix_set: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": string;
                    "application/vnd.mapbox-vector-tile": string;
                    "image/png": string;
                    "image/webp": string;
                };
            };
            /** @description Nothing is there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An exception report, or a problem document. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": unknown;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            "5XX": components["responses"]["Failed"];
        };
    };
    wmts_capabilities_wmts_1_0_0_WMTSCapabilities_xml_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": string;
                    "application/vnd.mapbox-vector-tile": string;
                    "image/png": string;
                    "image/webp": string;
                };
            };
            /** @description Nothing is there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An exception report, or a problem document. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": unknown;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            "5XX": components["responses"]["Failed"];
        };
    };
    wmts_tile_wmts_1_0_0__layer___style___time___matrix_set___matrix___row___column___end__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                layer: string;
                style: string;
                time: string;
                matrix_set: string;
                matrix: string;
                row: string;
                column: string;
                end: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": string;
                    "application/vnd.mapbox-vector-tile": string;
                    "image/png": string;
                    "image/webp": string;
                };
            };
            /** @description Nothing is there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An exception report, or a problem document. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": unknown;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            "5XX": components["responses"]["Failed"];
        };
    };
    standard_api_ogc_api_get: {
        parameters: {
            query?: {
                /** @description Version of OpenAPI: 3.0 or 3.1. */
                version?: components["schemas"]["Version"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.oai.openapi+json;version=3.0": Record<string, never>;
                    "application/vnd.oai.openapi+json;version=3.1": Record<string, never>;
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
}
