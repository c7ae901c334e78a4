"""What is asked of the trials in the benches, by kind. In: nothing; out: query strings as the API takes them."""

from __future__ import annotations

QUESTIONS = {
    "nothing": "",
    "text": "q=breast+cancer",
    "a rare word": "q=trastuzumab+deruxtecan&status=any",
    "a phrase": "q=%22quality+of+life%22",
    "text, filters": "q=chemotherapy&phase=2&phase=3&type=interventional",
    "text, filters, newest": "q=pembrolizumab&status=any&purpose=treatment&sort=newest",
    "near": "near=60637&within=100",
    "near, filters": "near=Houston,+TX&within=200&phase=1&phase=2&sponsor_class=industry",
    "near, all statuses": "near=48.8534,2.3488&within=300&unit=km&site_status=any&status=any",
    "text, near": "q=HER2&near=60637&within=100&site_status=open",
    "text, near, filters": "q=cancer&near=40.7143,-74.006&within=50&phase=2&randomized=yes",
    "person, text, near": "q=breast&age=52&sex=female&near=42.3584,-71.0598&within=100",
    "country": "country=FR&site_status=open",
    "text, state": "q=cancer&country=US&state=CA",
    "filters": "type=interventional&purpose=treatment&sponsor_class=industry&randomized=yes&has_results=no",
}

WITHIN = [
    f"near={place}&within={within}{more}"
    for place in ("60637", "Houston,+TX", "40.7143,-74.006", "48.8534,2.3488", "Los+Angeles,+CA", "Boston,+MA")
    for within in (25, 100, 250)
    for more in ("", "&q=cancer", "&phase=2&type=interventional")
]
"""Trial search with a radius, as people ask it: all answers have facets."""

OF_PERSONS = {
    "subtype": "subtype=tnbc",
    "group of subtypes, brain": "subtype=her2-low&brain=stable",
    "had, lines": "had=t-dxd&had=taxane&lines=2",
    "marker, not had": "biomarker=brca&not_had=parp&stage=metastatic",
    "a whole person": "age=54&sex=female&subtype=hr-pos-her2-neg&brain=none&ecog=1&had=cdk46&lines=1&chemo_lines=0",
    "a person, near": "subtype=her2-pos&brain=untreated&had=t-dm1&near=40.7143,-74.006&within=300&site_status=any",
}
"""What is asked with a person: trials by how they stand to what was entered, and why."""

OF_CENTERS = {
    "nothing": "",
    "a service": "service=srs",
    "two services": "service=imaging&service=nutrition",
    "availability, delivery": "service=second-opinion&availability=standard&delivery=video",
    "verified, kind of service": "group=radiation&verified=yes",
    "in trials only, accreditation": "availability=in-trials-only&availability=by-referral&accreditation=nci",
    "accreditation, language": "accreditation=nci-comprehensive&language=es&verified=yes",
    "near": "near=60637&within=100",
    "near, service, verified": "near=Houston,+TX&within=200&service=imaging&verified=yes",
    "state": "country=US&state=CA&service=palliative-care",
    "words": "q=hospital+radiosurgery&verified=yes",
    "trials": "trial.phase=2&trial.type=interventional",
    "all trials, all statuses": "service=navigation&trial.scope=any&trial.status=any&trial.site_status=any",
    "trials in words, service": "trial.q=breast+cancer&service=clinical-trials",
    "trials, near": "near=40.7143,-74.006&within=50&trial.phase=3&trial.site_status=open&delivery=in-person",
    "trials, country": "country=US&trial.sponsor_class=industry&service=genetic-counselling",
    "a person, service, near": "service=srs&near=60637&within=300&trial.subtype=her2-pos&trial.brain=untreated",
    "a person": "trial.subtype=tnbc&trial.age=54&service=pain-and-symptom-care&language=es",
    "a whole person, country": "country=US&verified=yes&trial.age=54&trial.sex=female&trial.subtype=hr-pos-her2-neg"
    "&trial.brain=none&trial.ecog=1&trial.had=cdk46&trial.lines=1",
    "strict": "verified=yes&trial.stage=metastatic&trial.strict=yes&trial.site_status=any&trial.status=any",
}
"""What is asked of centers, and of the trials there."""
