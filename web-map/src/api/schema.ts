// Generated from the server's OpenAPI document by `npm run types`; not edited by hand.

export interface paths {
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
         *     smallest code, and `candidates` names the others.
         */
        get: operations["division_at_v1_divisions_at_get"];
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
         *     more than 10 km begins a new feature. When there are more fixes than `limit`, `truncated` is
         *     true and `next` is the `from` of the request that goes on.
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
         *     For each the first and last of these fixes and their number. A POST because a polygon does not
         *     fit into an address; it changes nothing.
         */
        post: operations["positions_within_v1_positions_within_post"];
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
    "/v1/images/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 某区域某波段的时间序列
         * @description Statistics of a band inside a polygon, one entry per image; nodata is never averaged.
         */
        post: operations["image_series_v1_images_series_post"];
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
    "/v1/indicators/{identifier}/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Series
         * @description The values of an indicator for a division as it stood (basis `as_reported`), by month.
         *
         *     A month without a value says why: `before_the_record`, `not_yet`, `retired`, `not_reported` or
         *     `suppressed`. For a year-to-date indicator `periodic` is what the month alone brought; after a
         *     month without a value it is null (`previous_not_reported`), never guessed.
         */
        get: operations["series_v1_indicators__identifier__series_get"];
        put?: never;
        post?: never;
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
        get: operations["track_tile_tiles_track_WebMercatorQuad__z___x___y__mvt_get"];
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
    "/tiles/image/{date}/WebMercatorQuad/{z}/{x}/{y}.{encoding}": {
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
        get: operations["image_tile_tiles_image__date__WebMercatorQuad__z___x___y___encoding__get"];
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
    "/tiles/{layer}/{date}/WebMercatorQuad/{z}/{x}/{y}.mvt": {
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
         *     Asynchronous, unlike our other routes: a tile in memory is answered from the event loop, and
         *     only one that needs PostgreSQL takes a thread.
         */
        get: operations["layer_tile_tiles__layer___date__WebMercatorQuad__z___x___y__mvt_get"];
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
         * Encoding
         * @description The picture formats of a tile.
         * @enum {string}
         */
        Encoding: "png" | "webp";
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
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
            /** Bands */
            bands: string[];
            /** Resolution M */
            resolution_m: number;
            /** Flags */
            flags: string[];
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
            /** Tilejson */
            tilejson: string;
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
         * Level
         * @description The levels of division, from the highest to the lowest.
         * @enum {string}
         */
        Level: "province" | "prefecture" | "county" | "township" | "village";
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
         * @description The values, oldest first.
         */
        Series: {
            /** Band */
            band: string;
            /** Values */
            values: components["schemas"]["SeriesEntry"][];
        };
        /**
         * SeriesEntry
         * @description What one image says; the values are null where `reason` tells why.
         */
        SeriesEntry: {
            /** Image */
            image: string;
            /** Datetime */
            datetime: string;
            /** Mean */
            mean: number | null;
            /** Min */
            min: number | null;
            /** Max */
            max: number | null;
            /** Std */
            std: number | null;
            /** Valid Pixels */
            valid_pixels: number;
            /** Total Pixels */
            total_pixels: number;
            /** Reason */
            reason: string | null;
        };
        /**
         * SeriesQuestion
         * @description An area, a band and a window of time.
         */
        SeriesQuestion: {
            /**
             * Polygon
             * @description GeoJSON Polygon or MultiPolygon, CGCS2000.
             */
            polygon: {
                [key: string]: unknown;
            };
            /**
             * Band
             * @description A band's name, or red, green, blue, nir.
             * @example NDVI
             */
            band: string;
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
        };
        /** ValidationError */
        ValidationError: {
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
            /** Input */
            input?: unknown;
            /** Context */
            ctx?: Record<string, never>;
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
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
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
        };
    };
    divisions_v1_divisions_get: {
        parameters: {
            query?: {
                /** @description Units of this level only. */
                level?: components["schemas"]["Level"] | null;
                /** @description Units directly under this code. */
                parent?: string | null;
                /** @description Units of a page. */
                limit?: number;
                /** @description Units to leave out first. */
                offset?: number;
                /** @description json in pages; csv whole, without pages. */
                format?: "json" | "csv";
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    division_at_v1_divisions_at_get: {
        parameters: {
            query: {
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    division_v1_divisions__code__get: {
        parameters: {
            query?: {
                /** @description With the shape, as GeoJSON. */
                geometry?: boolean;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    division_history_v1_divisions__code__history_get: {
        parameters: {
            query?: never;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    device_track_v1_devices__device__track_get: {
        parameters: {
            query: {
                /** @description Fixes of one answer at most. */
                limit?: number;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    image_series_v1_images_series_post: {
        parameters: {
            query?: never;
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
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    datasets_v1_datasets_get: {
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
        };
    };
    series_v1_indicators__identifier__series_get: {
        parameters: {
            query: {
                /** @description Division code of 2 to 12 digits, as in 990101. */
                division: string;
                /** @description First month, included: YYYY-MM. */
                from: string;
                /** @description Last month, included: YYYY-MM. */
                to: string;
            };
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    track_tile_tiles_track_WebMercatorQuad__z___x___y__mvt_get: {
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
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    image_tilejson_tiles_image_tilejson_json_get: {
        parameters: {
            query?: {
                /** @description One image in place of those of the day. */
                id?: string | null;
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
                /** @description One band (grey) or three (red, green, blue), names with commas. */
                bands?: string | null;
                /** @description LOW,HIGH: the darkest and the brightest value; once, or per band. */
                rescale?: string[] | null;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    image_tile_tiles_image__date__WebMercatorQuad__z___x___y___encoding__get: {
        parameters: {
            query?: {
                /** @description One image in place of those of the day. */
                id?: string | null;
                /** @description One band (grey) or three (red, green, blue), names with commas. */
                bands?: string | null;
                /** @description LOW,HIGH: the darkest and the brightest value; once, or per band. */
                rescale?: string[] | null;
            };
            header?: never;
            path: {
                date: string;
                z: number;
                x: number;
                y: number;
                encoding: components["schemas"]["Encoding"];
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
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
        };
    };
    layer_tilejson_tiles__layer__tilejson_json_get: {
        parameters: {
            query?: {
                /** @description The day asked for, YYYY-MM-DD; today in Beijing when left out. */
                date?: string | null;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    layer_tile_tiles__layer___date__WebMercatorQuad__z___x___y__mvt_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                layer: string;
                date: string;
                z: number;
                x: number;
                y: number;
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
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
}
